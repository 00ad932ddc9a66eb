import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';

const refuse = (message: string): never => {
	throw new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
};

function parseDate(value: unknown): Date {
	const date = typeof value === 'string' ? new Date(value) : new Date(Number.NaN);
	return Number.isNaN(date.getTime()) ? refuse('DateTime must be an ISO 8601 string like "2026-11-24T09:30:00.000Z"') : date;
}

export const dateTimeScalar = new GraphQLScalarType<Date, string>({
	name: 'DateTime',
	serialize: (value) => (value instanceof Date ? value.toISOString() : refuse('DateTime: not a date')),
	parseValue: parseDate,
	parseLiteral: (node) => parseDate(node.kind === Kind.STRING ? node.value : null),
});

/** Any short text passes here: the field that knows the instrument's digits says what is wrong with a number, with its path. */
const parseDecimalText = (value: unknown): string =>
	typeof value === 'string' && value.length <= 64
		? value
		: refuse('Decimal must be a string like "1.10250": a JSON number may already have been rounded');

export const decimalScalar = new GraphQLScalarType<string, string>({
	name: 'Decimal',
	description: 'A decimal number as a string, e.g. "1.10250".',
	serialize: (value) => (typeof value === 'string' ? value : refuse('Decimal: not a string')),
	parseValue: parseDecimalText,
	parseLiteral: (node) => parseDecimalText(isNumberLike(node) ? node.value : null),
});
const isNumberLike = (node: ValueNode) => node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT;

const uint64Max = 18_446_744_073_709_551_615n;
function parseBig(value: unknown): bigint {
	const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
	if (typeof text !== 'string' || !/^\d{1,20}$/.test(text) || BigInt(text) > uint64Max)
		return refuse('BigInt must be a whole number from 0 to 2^64-1 as a string, e.g. "5001001"');
	return BigInt(text);
}

export const bigIntScalar = new GraphQLScalarType<bigint, string>({
	name: 'BigInt',
	description: 'An integer beyond 2^53 as a string (MT5 tickets).',
	serialize: (value) => (typeof value === 'bigint' || typeof value === 'number' ? value.toString() : refuse('BigInt: not an integer')),
	parseValue: parseBig,
	parseLiteral: (node) => parseBig(node.kind === Kind.STRING || node.kind === Kind.INT ? node.value : null),
});
