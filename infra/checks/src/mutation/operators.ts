import { parseAst } from 'vite';

/** One small change of a source text that its tests should notice. */
export type Mutant = {
	readonly operator: string;
	readonly start: number;
	readonly end: number;
	readonly replacement: string;
	readonly line: number;
};

type Node = { readonly type: string; readonly start: number; readonly end: number; readonly [field: string]: unknown };
type Change = { readonly operator: string; readonly node: { readonly start: number; readonly end: number }; readonly replacement: string };

const boundary: Readonly<Record<string, string>> = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' };
const negated: Readonly<Record<string, string>> = { '===': '!==', '!==': '===', '<': '>=', '<=': '>', '>': '<=', '>=': '<' };
const arithmetic: Readonly<Record<string, string>> = { '+': '-', '-': '+', '*': '/', '/': '*', '%': '*' };
const logical: Readonly<Record<string, string>> = { '&&': '||', '||': '&&', '??': '&&' };
const assigned: Readonly<Record<string, string>> = { '+=': '-=', '-=': '+=', '*=': '/=', '/=': '*=' };
/** TypeScript's own nodes that hold an expression; all others are types, which run nothing. */
const transparent = new Set(['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression']);

/** Every mutant of a TypeScript source, by the standard operators, in the order of the text. */
export function mutantsOf(source: string): Mutant[] {
	const changes: Change[] = [];
	visit(parseAst(source, { lang: 'ts' }), (node) => changes.push(...changesOf(node, source)));
	return changes
		.map(({ operator, node: { start, end }, replacement }) => ({
			...{ operator, start, end, replacement },
			line: source.slice(0, start).split('\n').length,
		}))
		.toSorted((a, b) => a.start - b.start || a.end - b.end);
}

function changesOf(node: Node, source: string): Change[] {
	const text = (part: Node): string => source.slice(part.start, part.end);
	const operator = typeof node.operator === 'string' ? node.operator : '';
	switch (node.type) {
		case 'BinaryExpression': {
			const at = between(node, source);
			return [
				...swap(at, { operator: 'conditional boundary', to: boundary[operator] }),
				...swap(at, { operator: 'negate conditional', to: negated[operator] }),
				...swap(at, { operator: 'arithmetic', to: arithmetic[operator] }),
			];
		}
		case 'LogicalExpression':
			return swap(between(node, source), { operator: 'logical', to: logical[operator] });
		case 'AssignmentExpression':
			return swap(between(node, source), { operator: 'assignment', to: assigned[operator] });
		case 'UnaryExpression': {
			const { argument } = node;
			if (!isNode(argument) || (operator !== '!' && operator !== '-')) return [];
			return [{ operator: operator === '!' ? 'remove negation' : 'remove minus', node, replacement: `(${text(argument)})` }];
		}
		case 'Literal':
			return typeof node.value === 'boolean' ? [{ operator: 'boolean literal', node, replacement: String(!node.value) }] : [];
		case 'IfStatement':
		case 'ConditionalExpression': {
			const { test } = node;
			if (!isNode(test)) return [];
			return [true, false].map((to) => ({ operator: `condition is ${to}`, node: test, replacement: String(to) }));
		}
		case 'ReturnStatement':
			return isNode(node.argument) && text(node.argument) !== 'null'
				? [{ operator: 'return null', node: node.argument, replacement: 'null' }]
				: [];
		case 'ArrowFunctionExpression':
			return isNode(node.body) && node.body.type !== 'BlockStatement' && text(node.body) !== 'null'
				? [{ operator: 'return null', node: arrowBody(node.body, source), replacement: 'null' }]
				: [];
		case 'ExpressionStatement':
		case 'ContinueStatement':
			return [{ operator: 'remove statement', node, replacement: ';' }];
		default:
			return [];
	}
}

/** With the parentheses that a body of an object literal has around it. */
function arrowBody(body: Node, source: string): { readonly start: number; readonly end: number } {
	const wrapped = source[body.start - 1] === '(' && source[body.end] === ')';
	return wrapped ? { start: body.start - 1, end: body.end + 1 } : body;
}

/** Where an operator stands: between its two sides, without what else is there. */
function between(node: Node, source: string): { readonly start: number; readonly end: number } {
	const { left, right, operator } = node;
	if (!isNode(left) || !isNode(right)) throw new Error(`${node.type} without sides`);
	const start = source.indexOf(String(operator), left.end);
	return { start, end: start + String(operator).length };
}

function swap(node: Change['node'], to: { readonly operator: string; readonly to: string | undefined }): Change[] {
	return to.to === undefined ? [] : [{ operator: to.operator, node, replacement: to.to }];
}

function visit(value: unknown, each: (node: Node) => void): void {
	if (Array.isArray(value)) {
		for (const item of value) visit(item, each);
		return;
	}
	if (!isNode(value)) return;
	if (value.type.startsWith('TS') && !transparent.has(value.type)) return;
	if (value.type === 'ImportDeclaration') return;
	each(value);
	for (const [field, inner] of Object.entries(value)) if (field !== 'typeAnnotation') visit(inner, each);
}

function isNode(value: unknown): value is Node {
	return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'start' in value;
}
