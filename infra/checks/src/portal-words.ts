import { parseAst } from 'vite';
import { lineOf } from './source.ts';
import { type Check, isTest } from './tree.ts';

type Node = { readonly type: string; readonly start: number; readonly end: number; readonly [field: string]: unknown };

/** Where a person sees what stands in it: attributes of elements, and properties of what components are given. */
const seen = new Set([
	...['alt', 'aria-description', 'aria-label', 'aria-placeholder', 'aria-roledescription', 'aria-valuetext'],
	...['description', 'detail', 'empty', 'error', 'help', 'label', 'lead', 'placeholder', 'text', 'title', 'unit'],
]);
const fields = new Set(['TextField', 'SelectField', 'CheckField', 'SwitchField', 'FormField', 'FormSelect', 'LinesField']);
/** A box for each of many things: the thing is its own name, and what a tick means stands above them all. */
const namesThings = /label=\{symbol\}|label=\{t\(`push\.\$\{kind\}`\)\}/;
/** Functions that tell a person what they are given. */
const telling = /^(?:tell|show|say|set(?:Error|Failure|Problem|Said|Message))$/;
/** The same in every language: names of products, protocols and keys, units, and examples of what is typed. */
const sameEverywhere = new Set([
	...['Meridian', 'OpenID Connect', 'LightGBM (Python)', 'SHA-256', 'OCO', 'Ctrl K', 'T', 'Bearer'],
	...['English', 'Deutsch'],
	...['s', 'bp', 'bp/', 'ms', '± ', 'p', 'p50', 'p99', 'µs', 'min', 'h', 'd'],
	...['OANDA', 'https://', '#1b5fc4', '2024-01-31T13'],
]);
/** Codes that look like words; what a person sees of them is looked up. */
const codes = new Set(['Standard', 'Production', 'Archived']);
/** Rooms that need no words of their own, and why. */
const exempt: readonly (readonly [RegExp, string])[] = [
	[/\/src\/i18n\//, 'the words themselves'],
	[/\/src\/features\/gallery\//, 'specimens of components, for who builds the portal'],
	[/\/src\/app\/manifest\.ts$/, 'read by the system at installation, before any language is chosen'],
	[/\/src\/app\/health\/route\.ts$/, 'read by who runs the portal'],
	[/\/src\/lib\/(?:\w+-)?documents\.ts$|\/src\/lib\/renew\.ts$/, 'questions to the API'],
	[/\/src\/features\/audit\/model\.ts$/, 'heads of a file for programs: the names of the API'],
	[/\/src\/design\/icons\.tsx$/, 'drawings'],
];
const letters = /\p{L}/u;
/** Two words, the end of one beside a value, or a single one with a capital: no key, no class and no code looks like that. */
const prose = /\p{L}[,;.]?\s+\p{L}|^[,·]?\s+\p{L}{2,}|\p{L}{2,}:?\s+$|^\p{Lu}\p{Ll}+[.…?!]?$/u;
/** A style or a selector; or told to who writes the portal, and never to who uses it. */
const unseen = /var\(--|\[role=|^use\w+ needs the /;
/** A code of the API, or the name of a word. */
const isCode = /^[A-Z][A-Z_]{2,}$|^[a-z]\w*(?:\.\w+)+$/;
/** In these the first argument is the name of something. */
const naming = /^(?:t|said|code|matches|closest|querySelector\w*|matchMedia|setRequestHeader|useKept)$/;

/** What a person reads in the portal stands in its i18n, in every language; and each field says what it is for. */
export const portalWords: Check = {
	name: 'the portal has no words outside of its i18n, and no field without help',
	run(tree) {
		const inside = (file: string) =>
			/^apps\/web\/src\/.*\.tsx?$/.test(file) && !isTest(file) && !exempt.some(([pattern]) => pattern.test(file));
		return tree.files.filter(inside).flatMap((file) => {
			const source = tree.read(file);
			return visibleTexts(source, file.endsWith('x') ? 'tsx' : 'ts').map(({ at, what }) => `${file}:${lineOf(source, at)} ${what}`);
		});
	},
};

type Found = { readonly at: number; readonly what: string };
/** shown: a person sees what this gives. given: so too, unless it is a code. code: only what reads like words is taken for such. none: never seen. */
type Place = 'shown' | 'given' | 'code' | 'none';

function visibleTexts(source: string, lang: 'ts' | 'tsx'): Found[] {
	const found: Found[] = [];
	const text = (value: string, place: Place, at: number) => {
		const words = value.trim();
		if (place === 'none' || !letters.test(words) || sameEverywhere.has(words) || codes.has(words) || unseen.test(value)) return;
		const isWords = place === 'shown' || (place === 'given' && !isCode.test(words)) || prose.test(value);
		if (isWords)
			found.push({ at, what: `says “${words.replaceAll(/\s+/g, ' ').slice(0, 60)}”: move it to apps/web/src/i18n, in every language` });
	};
	walk(parseAst(source, { lang }), 'code');
	return found;

	function walk(value: unknown, place: Place): void {
		if (Array.isArray(value)) for (const one of value) walk(one, place);
		else if (isNode(value)) node(value, place);
	}
	function node(one: Node, place: Place): void {
		const { type, start } = one;
		if (type === 'JSXText') return text(String(one.value), 'shown', start);
		if (type === 'Literal') return typeof one.value === 'string' ? text(one.value, place, start) : undefined;
		if (type === 'TemplateElement') return text(String((one.value as { cooked?: string }).cooked ?? ''), place, start);
		for (const [part, within] of partsOf(one, place)) walk(part, within);
	}
	/** The parts of a node, and what of them is seen. */
	function partsOf(one: Node, place: Place): readonly (readonly [unknown, Place])[] {
		const { type } = one;
		if (type.startsWith('Import') || type.startsWith('TSType') || type.startsWith('TSInterface') || type === 'TSLiteralType') return [];
		if (type.startsWith('Export') && 'source' in one && one.source !== null) return [];
		if (type === 'ExpressionStatement' && typeof one.directive === 'string') return [];
		if (
			type === 'JSXOpeningElement' &&
			fields.has(nameOf(one.name)) &&
			!hasAttribute(one, 'help') &&
			!namesThings.test(source.slice(one.start, one.end))
		)
			found.push({ at: one.start, what: `has a ${nameOf(one.name)} without help: say what it is for, and in which unit` });
		if (type === 'JSXElement' || type === 'JSXFragment')
			return [
				[one.openingElement, 'code'],
				[one.children, 'shown'],
			];
		if (type === 'JSXAttribute') return [[one.value, seen.has(nameOf(one.name)) ? 'shown' : 'none']];
		if (type === 'Property') return [[one.value, propertyPlace(nameOf(one.key), place)]];
		if (type === 'BinaryExpression') return one.operator === '+' ? both(one, place) : both(one, 'none');
		if (type === 'ConditionalExpression')
			return [
				[one.test, 'code'],
				[[one.consequent, one.alternate], place],
			];
		if (type === 'LogicalExpression')
			return [
				[one.left, one.operator === '&&' ? 'code' : place],
				[one.right, place],
			];
		if (type === 'MemberExpression')
			return [
				[one.object, place],
				[one.computed === true ? one.property : undefined, 'none'],
			];
		if (type === 'SwitchCase') return [[one.consequent, place]];
		if (type === 'CallExpression' || type === 'NewExpression') return callParts(one);
		const within = type.endsWith('Statement') || type.includes('Declara') ? 'code' : place;
		return Object.entries(one).map(([key, part]) => [key.startsWith('type') ? undefined : part, within] as const);
	}
	function callParts(one: Node): readonly (readonly [unknown, Place])[] {
		const callee = isNode(one.callee) ? one.callee : undefined;
		const name = callee?.type === 'MemberExpression' ? nameOf(callee.property) : nameOf(callee);
		const at = callee?.start ?? one.start;
		if (/^toLocale(?:Date|Time)?String$/.test(name))
			found.push({ at, what: `writes ${name}() in a language of its own, where useLook().format is asked` });
		if (naming.test(name) && Array.isArray(one.arguments))
			return [
				[one.arguments[0], 'none'],
				[one.arguments.slice(1), 'code'],
			];
		return [
			[callee, 'code'],
			[one.arguments, telling.test(name) ? 'shown' : 'code'],
		];
	}
}

const hasAttribute = (element: Node, name: string): boolean =>
	Array.isArray(element.attributes) && element.attributes.some((one) => isNode(one) && nameOf(one.name) === name);
const both = (one: Node, place: Place) => [[one.left, place] as const, [one.right, place] as const];
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
const propertyPlace = (name: string, place: Place): Place => (seen.has(name) ? 'given' : place === 'none' ? 'none' : 'code');

function nameOf(value: unknown): string {
	if (!isNode(value)) return '';
	if (value.type === 'JSXNamespacedName') return `${nameOf(value.namespace)}:${nameOf(value.name)}`;
	return typeof value.name === 'string' ? value.name : typeof value.value === 'string' ? value.value : '';
}
