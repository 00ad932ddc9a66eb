import {
	type GraphQLArgument,
	type GraphQLInputField,
	type GraphQLInputType,
	getNullableType,
	isEnumType,
	isInputObjectType,
	isListType,
	isNonNullType,
	isScalarType,
} from 'graphql';
import { z } from 'zod';

/** What a scalar of the schema is in JSON. */
const scalars: Readonly<Record<string, z.ZodType>> = {
	ID: z.string().max(200),
	String: z.string().max(100_000),
	Boolean: z.boolean(),
	Int: z.int32(),
	Float: z.number(),
	DateTime: z.iso.datetime({ offset: true }),
	Decimal: z.string().max(64).describe('A decimal number as text, like "1.10250": a JSON number may already have been rounded.'),
	BigInt: z
		.string()
		.regex(/^\d{1,20}$/)
		.describe('A whole number beyond 2^53 as text.'),
};

/** Of a scalar that is not listed: anything. */
export const scalarShape = (name: string): z.ZodType => scalars[name] ?? z.unknown();

/** What routes take, made from the schema. */
export class Inputs {
	/** Input objects by name, for the components of OpenAPI. */
	readonly objects = z.registry<{ id: string }>();
	readonly #known = new Map<string, z.ZodType>();

	/** A field or argument; absent and null are allowed where GraphQL allows them. */
	of({ type, description }: Pick<GraphQLArgument | GraphQLInputField, 'type' | 'description'>): z.ZodType {
		const shape = this.#value(getNullableType(type));
		const all = isNonNullType(type) ? shape : shape.nullish();
		return description && !isInputObjectType(getNullableType(type)) ? all.describe(description) : all;
	}

	/** In a path or a query, where there is no null. */
	ofText({ type, description }: Pick<GraphQLArgument | GraphQLInputField, 'type' | 'description'>): z.ZodType {
		const shape = this.#value(getNullableType(type));
		const all = isNonNullType(type) ? shape : shape.optional();
		return description ? all.describe(description) : all;
	}

	#value(type: GraphQLInputType): z.ZodType {
		if (isListType(type)) {
			const inner = this.#value(getNullableType(type.ofType));
			return z.array(isNonNullType(type.ofType) ? inner : inner.nullable()).max(1_000);
		}
		if (isEnumType(type)) return z.enum(type.getValues().map(({ name }) => name));
		if (isScalarType(type)) return scalarShape(type.name);
		if (!isInputObjectType(type)) throw new Error(`${type} is no input`);
		const ready = this.#known.get(type.name);
		if (ready !== undefined) return ready;
		const made = z.strictObject(Object.fromEntries(Object.values(type.getFields()).map((field) => [field.name, this.of(field)])));
		this.#known.set(type.name, made);
		this.objects.add(made, { id: type.name });
		return made;
	}
}

/** Texts of a path or query as the values that the type asks for; what does not fit stays text, for the shape to refuse. */
export function fromText(type: GraphQLInputType, text: unknown): unknown {
	const inner = getNullableType(type);
	if (isListType(inner)) return [text].flat().map((one) => fromText(inner.ofType, one));
	if (typeof text !== 'string' || !isScalarType(inner)) return text;
	if (inner.name === 'Boolean') return text === 'true' ? true : text === 'false' ? false : text;
	if (inner.name === 'Float' && text !== '' && Number.isFinite(Number(text))) return Number(text);
	return inner.name === 'Int' && /^-?\d{1,10}$/.test(text) ? Number(text) : text;
}
