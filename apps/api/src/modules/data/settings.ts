import { ImportError, type ImportPlan, type ImportSettings, importSettings, planOf } from '@meridian/market-data/import';
import { builder } from '../../graphql/builder.ts';
import { type UserError, userError } from '../shared/user-errors.ts';

const mappingRef = builder.inputType('ImportMappingInput', {
	description: 'Which column of a CSV is what: names of its header, or numbers from 0 where it has none.',
	fields: (t) => ({
		delimiter: t.string(),
		header: t.boolean(),
		timeFormat: t.string({ description: 'date, or the unit that is counted from 1970: s, ms, us, ns.' }),
		time: t.string({ required: true }),
		bid: t.string(),
		ask: t.string(),
		last: t.string(),
		bidSize: t.string(),
		askSize: t.string(),
		lastSize: t.string(),
		symbol: t.string(),
	}),
});

export const settingsRef = builder.inputType('ImportSettingsInput', {
	fields: (t) => ({
		venue: t.string({ required: true }),
		format: t.string({ description: 'A name of importFormats; known from the name of most files.' }),
		instrument: t.string(),
		zone: t.string({ description: 'Of the times in the file: an IANA name or an offset such as +02:00.' }),
		priceDigits: t.int(),
		qtyDigits: t.int(),
		base: t.string({ description: 'Day or hour from which times count, where the name does not have it.' }),
		periodS: t.int(),
		side: t.string(),
		overlap: t.string({ description: 'refuse, replace or add, where the store has rows of the same time.' }),
		mapping: t.field({ type: mappingRef }),
	}),
});
type MappingInput = typeof mappingRef.$inferInput;
export type SettingsInput = typeof settingsRef.$inferInput;

const defined = (input: Record<string, unknown>): Record<string, unknown> =>
	Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null && value !== undefined));

function mappingOf({ delimiter, header, timeFormat, ...columns }: MappingInput): Record<string, unknown> {
	const column = (value: unknown) => (header === false && typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value);
	const named = Object.entries(defined(columns)).map(([name, value]) => [name, column(value)]);
	return { ...defined({ delimiter, header, timeFormat }), columns: Object.fromEntries(named) };
}

const invalid = (message: string, field?: string): UserError<'InvalidInput'> =>
	userError('InvalidInput', { code: 'INVALID_INPUT', message, path: ['settings', ...(field === undefined ? [] : [field])] });

/** What the file's owner said, checked against the file's name. */
export function readSettings(
	input: SettingsInput,
	fileName: string,
): { readonly settings: ImportSettings; readonly plan: ImportPlan } | UserError<'InvalidInput'> {
	const { mapping, ...rest } = input;
	const given = { ...defined(rest), ...(mapping == null ? {} : { mapping: mappingOf(mapping) }) };
	const parsed = importSettings.safeParse(given);
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		return invalid(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is not as it should be'}`, String(issue?.path[0] ?? ''));
	}
	try {
		return { settings: parsed.data, plan: planOf(fileName, parsed.data) };
	} catch (error) {
		if (error instanceof ImportError) return invalid(error.message);
		throw error;
	}
}
