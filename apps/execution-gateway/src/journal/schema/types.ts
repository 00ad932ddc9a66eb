/**
 * How one field is written. `number`: any number of JavaScript, small whole ones in few bytes; `ticket`: a bigint; `json`: text with
 * tagged bigints. Else the name of some words (one byte), a struct or a union. Behind it: `|null` or `?` where it may be null or absent
 * (`|null?`: both), `[]` for a list of structs or words, `&` for one that is named and not written again where the record has it already.
 */
export type FieldType = string;
export type Struct = Readonly<Record<string, FieldType>>;
/** `by`: the fields that tell the variants apart; a variant is named by their values, with a dot in between. */
export type Union = { readonly by: readonly string[]; readonly variants: Readonly<Record<string, Struct>> };
export type Format = {
	readonly words: Readonly<Record<string, readonly string[]>>;
	readonly structs: Readonly<Record<string, Struct>>;
	readonly unions: Readonly<Record<string, Union>>;
};

/** Names every field of a type, absent ones too. */
export type Fields<Type> = { readonly [Name in keyof Type]-?: FieldType };

export type FieldShape = {
	readonly name: string;
	readonly mayBeNull: boolean;
	readonly mayBeAbsent: boolean;
	readonly isList: boolean;
	readonly isShared: boolean;
};

export function fieldShape(type: FieldType): FieldShape {
	const match = /^(\w+)(\|null)?(\?)?(\[\])?(&)?$/.exec(type);
	if (match === null) throw new Error(`${type} is no type of a field`);
	const [, name = '', orNull, orAbsent, list, shared] = match;
	return {
		...{ name, mayBeNull: orNull !== undefined, mayBeAbsent: orAbsent !== undefined },
		...{ isList: list !== undefined, isShared: shared !== undefined },
	};
}
