/** JSON that keeps bigint: `{"$n":"123"}`. A person can read a record while the formats still move. */
export function stringify(value: unknown): string {
	return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? { $n: inner.toString() } : inner));
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
