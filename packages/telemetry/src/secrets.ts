const secretKeys: ReadonlySet<string> = new Set([
	...['password', 'passwords', 'passwordHash', 'token', 'accessToken', 'secret', 'authSecret', 'authorization', 'cookie', 'key', 'apiKey'],
	...['loginMac', 'gatewayMac'],
]);
const deepest = 4;

/**
 * The same, with secrets by name (password, token, key, ...) replaced down to four levels of nesting; itself where it has none, so that most lines cost a look at
 * their keys alone. (pino's own redaction tries each of fifty paths on a copy of each line, which was a tenth of all that the API allocated.)
 */
export function withoutSecrets(fields: object, depth = 1): Record<string, unknown> {
	let copy: Record<string, unknown> | null = null;
	for (const [name, value] of Object.entries(fields)) {
		const shown = secretKeys.has(name) ? '***' : depth < deepest && isNested(value) ? withoutSecrets(value, depth + 1) : value;
		if (shown === value || value === undefined) continue;
		copy ??= Object.assign(Array.isArray(fields) ? [] : {}, fields) as Record<string, unknown>;
		copy[name] = shown;
	}
	return copy ?? (fields as Record<string, unknown>);
}

/** What writes itself, as a date does, and errors, which have a serializer, are left to it. */
const isNested = (value: unknown): value is object =>
	typeof value === 'object' && value !== null && !(value instanceof Error) && !('toJSON' in value) && !ArrayBuffer.isView(value);
