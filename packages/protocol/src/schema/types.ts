/**
 * The wire types. Everything is little-endian.
 *
 * | type    | bytes            | TypeScript       | use                                                              |
 * |---------|------------------|------------------|------------------------------------------------------------------|
 * | u8..u32 | 1, 2, 4          | number           | counts, enums, flags                                             |
 * | u64     | 8                | bigint           | MT5 tickets, magic, epochs: may exceed 2^53                       |
 * | int     | 8 (i64)          | number           | our own integers: prices, quantities, money, times; |x| < 2^53    |
 * | optInt  | 1 + 8            | number \| null   | an `int` that may be absent                                      |
 * | f64     | 8                | number           | a double exactly as MetaTrader gave or wants it                  |
 * | bool    | 1                | boolean          |                                                                  |
 * | str     | 2 + n (UTF-8)    | string           |                                                                  |
 * | text    | 4 + n (UTF-8)    | string           | what may be longer than 64 KiB                                   |
 * | bytes   | 2 + n            | Uint8Array       | nonces, MACs                                                     |
 * | list    | 2 + n records    | readonly object[]| records of scalar fields                                         |
 */
export type ScalarType = 'u8' | 'u16' | 'u32' | 'u64' | 'int' | 'optInt' | 'f64' | 'bool' | 'str' | 'text' | 'bytes';
export type RecordSchema = Readonly<Record<string, ScalarType>>;
export type FieldType = ScalarType | { readonly list: RecordSchema };
export type MessageSchema = { readonly id: number; readonly doc: string; readonly fields: Readonly<Record<string, FieldType>> };
export type ProtocolSchema = Readonly<Record<string, MessageSchema>>;

type ScalarValue<T extends ScalarType> = T extends 'u64'
	? bigint
	: T extends 'optInt'
		? number | null
		: T extends 'bool'
			? boolean
			: T extends 'str' | 'text'
				? string
				: T extends 'bytes'
					? Uint8Array
					: number;
type RecordValue<R extends RecordSchema> = { readonly [K in keyof R]: ScalarValue<R[K]> };
type FieldValue<F extends FieldType> = F extends ScalarType
	? ScalarValue<F>
	: F extends { readonly list: infer R extends RecordSchema }
		? readonly RecordValue<R>[]
		: never;

/** The decoded form of message `Name` of protocol `P`. */
export type Message<P extends ProtocolSchema, Name extends keyof P> = {
	readonly [K in keyof P[Name]['fields']]: FieldValue<P[Name]['fields'][K]>;
};
/** Any message of a protocol, told apart by `name`. */
export type AnyMessage<P extends ProtocolSchema> = {
	[Name in keyof P & string]: { readonly name: Name; readonly seq: number; readonly body: Message<P, Name> };
}[keyof P & string];
