import { invalid } from './errors.ts';

/** What a filter may name: a field of the thing itself, or an entry of its parameters, tags or metrics. */
export type Subject = { readonly attributes: Readonly<Record<string, string | number | undefined>> } & {
	readonly [Group in 'params' | 'tags' | 'metrics']?: Readonly<Record<string, string | number>>;
};
type Comparison = {
	readonly group: string;
	readonly key: string;
	readonly operator: string;
	readonly value: string | number | readonly string[];
};

const token =
	/\s*(?:((?:[A-Za-z_]+\.)?(?:`[^`]*`|"[^"]*"|[\w.\-/]+))\s*(>=|<=|!=|=|>|<|NOT\s+IN\b|IN\b|NOT\s+LIKE\b|LIKE\b|ILIKE\b)\s*('(?:[^']*)'|"(?:[^"]*)"|-?[\d.]+(?:[eE][+-]?\d+)?|\([^)]*\)))\s*/iy;

/**
 * A filter of MLflow's search: comparisons joined by AND. @throws MlflowError where it can't be read.
 *
 * @example parseFilter("params.depth = '6' and metrics.auc > 0.6 and tags.`kind of` LIKE 'x%'")
 */
export function parseFilter(text: string): (subject: Subject) => boolean {
	const comparisons: Comparison[] = [];
	let at = 0;
	while (at < text.trimEnd().length) {
		if (comparisons.length > 0) {
			const and = /\s*and\s+/iy;
			and.lastIndex = at;
			const joined = and.exec(text);
			if (joined === null) throw invalid(`The filter can't be read from "${text.slice(at)}": comparisons are joined by AND.`);
			at += joined[0].length;
		}
		token.lastIndex = at;
		const found = token.exec(text);
		if (found === null) throw invalid(`The filter can't be read from "${text.slice(at)}": expected a name, a comparison and a value.`);
		at += found[0].length;
		comparisons.push(comparison(found[1] ?? '', found[2] ?? '', found[3] ?? ''));
	}
	return (subject) => comparisons.every((one) => holds(one, subject));
}

const groups: Readonly<Record<string, string>> = {
	...{ params: 'params', parameter: 'params', parameters: 'params', param: 'params' },
	...{ metrics: 'metrics', metric: 'metrics', tags: 'tags', tag: 'tags' },
	...{ attributes: 'attributes', attribute: 'attributes', attr: 'attributes', run: 'attributes' },
};
const unquoted = (text: string): string => (/^[`"']/.test(text) ? text.slice(1, -1) : text);

function comparison(name: string, operator: string, value: string): Comparison {
	const dot = name.indexOf('.');
	const group = dot < 0 ? 'attributes' : groups[name.slice(0, dot).toLowerCase()];
	if (group === undefined) throw invalid(`"${name}" names neither an attribute nor params, metrics or tags.`);
	const key = unquoted(dot < 0 ? name : name.slice(dot + 1));
	const kind = operator.toUpperCase().replace(/\s+/g, ' ');
	if (kind === 'IN' || kind === 'NOT IN') {
		if (!value.startsWith('(')) throw invalid(`${kind} needs a list in parentheses.`);
		return { group, key, operator: kind, value: [...value.matchAll(/'([^']*)'|"([^"]*)"/g)].map(([, a, b]) => a ?? b ?? '') };
	}
	return { group, key, operator: kind, value: /^['"]/.test(value) ? unquoted(value) : Number(value) };
}

function holds({ group, key, operator, value }: Comparison, subject: Subject): boolean {
	const own =
		group === 'attributes'
			? subject.attributes[key]
			: subject[group === 'params' ? 'params' : group === 'tags' ? 'tags' : 'metrics']?.[key];
	// Clients ask so for models that are no prompts; what was never marked as one is none.
	if (own === undefined) return key === 'mlflow.prompt.is_prompt' && operator === '!=';
	if (typeof value === 'object') return value.includes(String(own)) === (operator === 'IN');
	if (operator.endsWith('LIKE')) {
		const isLike = like(String(value), { ignoreCase: operator === 'ILIKE' }).test(String(own));
		return operator === 'NOT LIKE' ? !isLike : isLike;
	}
	const [a, b] = typeof own === 'number' ? [own, Number(value)] : [own, String(value)];
	if (operator === '=') return a === b;
	if (operator === '!=') return a !== b;
	if (operator === '>') return a > b;
	if (operator === '<') return a < b;
	return operator === '>=' ? a >= b : a <= b;
}

function like(pattern: string, { ignoreCase }: { readonly ignoreCase: boolean }): RegExp {
	const source = pattern
		.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
		.replaceAll('%', '[\\s\\S]*')
		.replaceAll('_', '[\\s\\S]');
	return new RegExp(`^${source}$`, ignoreCase ? 'i' : '');
}

/** How to sort: `metrics.auc DESC`, `attributes.start_time ASC`, `params.x`. What has no such entry comes last. */
export function parseOrder(orders: readonly string[]): (a: Subject, b: Subject) => number {
	const keys = orders.map((order) => {
		const [, name = '', direction = 'asc'] = /^\s*(.+?)(?:\s+(asc|desc))?\s*$/i.exec(order) ?? [];
		return { ...comparison(name, '=', '0'), sign: direction.toLowerCase() === 'desc' ? -1 : 1 };
	});
	const valueIn = (subject: Subject, { group, key }: Comparison): string | number | undefined =>
		group === 'attributes'
			? subject.attributes[key]
			: subject[group === 'params' ? 'params' : group === 'tags' ? 'tags' : 'metrics']?.[key];
	return (a, b) => {
		for (const key of keys) {
			const [x, y] = [valueIn(a, key), valueIn(b, key)];
			if (x === y) continue;
			if (x === undefined) return 1;
			if (y === undefined) return -1;
			return x < y ? -key.sign : key.sign;
		}
		return 0;
	};
}

/** A page of what was found; the token is where the next begins. @throws MlflowError for a token that is none of ours. */
export function page<T>(all: readonly T[], { size, token: from }: { readonly size: number; readonly token?: string | undefined }) {
	const start = from === undefined || from === '' ? 0 : Number(Buffer.from(from, 'base64url').toString());
	if (!Number.isInteger(start) || start < 0) throw invalid('This page token is not one of ours.');
	const items = all.slice(start, start + size);
	const rest = start + size < all.length ? { next_page_token: Buffer.from(String(start + size)).toString('base64url') } : {};
	return { items, rest };
}
