type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const at = (value: unknown, ...path: readonly string[]): unknown =>
	path.reduce<unknown>((inner, name) => (isObject(inner) ? inner[name] : undefined), value);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/**
 * What a client of `before` can't do any more with `after`: a route, a field of an answer or a word that it sends is gone, something has another
 * type, or something is required that was not. What is added is no break.
 */
export function breaksOf(before: unknown, after: unknown): string[] {
	const found: string[] = [];
	for (const [path, methods] of entries(at(before, 'paths')))
		for (const [method, operation] of entries(methods)) {
			const now = at(after, 'paths', path, method);
			const name = `${method.toUpperCase()} ${path}`;
			if (now === undefined) found.push(`${name} was removed`);
			else found.push(...breaksOfOperation(name, { operation, now, before, after }));
		}
	return found;
}

type Two = { readonly operation: unknown; readonly now: unknown; readonly before: unknown; readonly after: unknown };
function breaksOfOperation(name: string, { operation, now, before, after }: Two): string[] {
	const found: string[] = [];
	const known = new Map(list(at(now, 'parameters')).map((one) => [at(one, 'name'), one]));
	for (const one of list(at(operation, 'parameters'))) {
		const other = known.get(at(one, 'name'));
		if (other === undefined) found.push(`${name} takes no ${at(one, 'name')} any more`);
		else found.push(...narrowed(`${name} ${at(one, 'name')}`, at(one, 'schema'), { to: at(other, 'schema'), before, after, sent: true }));
		known.delete(at(one, 'name'));
	}
	for (const one of known.values()) if (at(one, 'required') === true) found.push(`${name} now requires ${at(one, 'name')}`);
	const body = ['requestBody', 'content', 'application/json', 'schema'];
	const answer = ['responses', '200', 'content', 'application/json', 'schema'];
	found.push(...narrowed(`${name} body`, at(operation, ...body), { to: at(now, ...body), before, after, sent: true }));
	found.push(...narrowed(`${name} answer`, at(operation, ...answer), { to: at(now, ...answer), before, after, sent: false }));
	return found;
}

type To = {
	readonly to: unknown;
	readonly before: unknown;
	readonly after: unknown;
	readonly sent: boolean;
	readonly seen?: readonly string[];
};
function narrowed(name: string, from: unknown, input: To): string[] {
	const { before, after, sent, seen = [] } = input;
	const ref = at(from, '$ref');
	if (typeof ref === 'string' && seen.includes(ref)) return [];
	const one = resolve(from, before);
	// What may be left empty now can be filled as ever: whoever sends it need not change.
	const two = resolve(sent && at(one, 'anyOf') === undefined ? filled(resolve(input.to, after)) : input.to, after);
	if (one === undefined) return sent && list(at(two, 'required')).length > 0 ? [`${name} is now required`] : [];
	if (two === undefined) return [`${name} was removed`];
	const inner = { before, after, sent, seen: typeof ref === 'string' ? [...seen, ref] : seen };
	const alternatives = list(at(one, 'anyOf'));
	if (alternatives.length > 0) {
		const others = list(at(two, 'anyOf'));
		if (others.length !== alternatives.length && (sent || others.length > alternatives.length || others.length === 0))
			return [`${name} has other alternatives`];
		return alternatives.flatMap((alternative, index) => narrowed(name, alternative, { ...inner, to: others[index] }));
	}
	const found: string[] = [];
	if (JSON.stringify(at(one, 'type')) !== JSON.stringify(at(two, 'type'))) found.push(`${name} has another type`);
	const words = list(at(two, 'enum'));
	// A word that is sent must go on to be taken; a word that is answered may go.
	if (sent) for (const word of list(at(one, 'enum'))) if (!words.includes(word)) found.push(`${name} takes no ${word} any more`);
	for (const [field, shape] of entries(at(one, 'properties'))) {
		const other = at(two, 'properties', field);
		if (other === undefined) found.push(`${name}.${field} was removed`);
		else found.push(...narrowed(`${name}.${field}`, shape, { ...inner, to: other }));
	}
	const required = list(at(one, 'required'));
	if (sent) for (const field of list(at(two, 'required'))) if (!required.includes(field)) found.push(`${name}.${field} is now required`);
	if (!sent) for (const field of required) if (!list(at(two, 'required')).includes(field)) found.push(`${name}.${field} may now be absent`);
	if (at(one, 'items') !== undefined) found.push(...narrowed(`${name}[]`, at(one, 'items'), { ...inner, to: at(two, 'items') }));
	return found;
}

/** Of a value or null, the value. */
function filled(schema: unknown): unknown {
	const rest = list(at(schema, 'anyOf')).filter((one) => at(one, 'type') !== 'null');
	return rest.length === 1 && list(at(schema, 'anyOf')).length === 2 ? rest[0] : schema;
}

const entries = (value: unknown): [string, unknown][] => (isObject(value) ? Object.entries(value) : []);
function resolve(schema: unknown, document: unknown): unknown {
	const ref = at(schema, '$ref');
	return typeof ref === 'string' ? at(document, ...ref.replace('#/', '').split('/')) : schema;
}
