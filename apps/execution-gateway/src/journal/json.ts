/** JSON that keeps bigint: `{"$n":"123"}`. A person can read a record while the formats still move. */
export function stringify(value: unknown): string {
	return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? { $n: inner.toString() } : inner));
}

export function parse(text: string): unknown {
	return JSON.parse(text, (_key, inner: unknown) => {
		if (typeof inner !== 'object' || inner === null || !('$n' in inner)) return inner;
		return typeof inner.$n === 'string' ? BigInt(inner.$n) : inner;
	});
}
