/**
 * JSON that keeps bigint: `{"$n":"123"}`. A person can read a record while the formats still move. Written out by hand, since a replacer
 * function makes JSON.stringify five times slower and every record passes here; what it writes for anything but a bigint is the same.
 * @throws TypeError for a value that JSON has no word for, rather than leaving it out.
 */
export function stringify(value: unknown): string {
	switch (typeof value) {
		case 'string':
			return needsEscape.test(value) ? JSON.stringify(value) : `"${value}"`;
		case 'number':
			return Number.isFinite(value) ? `${value}` : 'null';
		case 'boolean':
			return value ? 'true' : 'false';
		case 'bigint':
			return `{"$n":"${value}"}`;
		case 'object':
			if (value === null) return 'null';
			return Array.isArray(value) ? stringifyList(value) : stringifyRecord(value);
		default:
			throw new TypeError(`a ${typeof value} can't be journalled`);
	}
}

/** Quotes, backslashes, control characters, and halves of surrogate pairs (all surrogates, to be short). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON escapes exactly these
const needsEscape = /["\\\u0000-\u001f\ud800-\udfff]/;

function stringifyList(list: readonly unknown[]): string {
	let text = '[';
	for (let i = 0; i < list.length; i++) text += i === 0 ? stringify(list[i] ?? null) : `,${stringify(list[i] ?? null)}`;
	return `${text}]`;
}

/** Own keys in their order; one that is undefined is left out, as JSON does. */
function stringifyRecord(record: object): string {
	let text = '{';
	for (const key in record) {
		const value = (record as Record<string, unknown>)[key];
		if (value === undefined) continue;
		text += text.length === 1 ? `${stringify(key)}:${stringify(value)}` : `,${stringify(key)}:${stringify(value)}`;
	}
	return `${text}}`;
}

export function parse(text: string): unknown {
	return withBigints(JSON.parse(text));
}

/** In place, since the value is ours alone. A reviver function costs seven times as much, and recovery is made of this. */
function withBigints(value: unknown): unknown {
	if (!isObject(value)) return value;
	if (Array.isArray(value)) {
		for (let i = 0; i < value.length; i++) value[i] = withBigints(value[i]);
		return value;
	}
	if (typeof value.$n === 'string') return BigInt(value.$n);
	for (const key in value) if (isObject(value[key])) value[key] = withBigints(value[key]);
	return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}
