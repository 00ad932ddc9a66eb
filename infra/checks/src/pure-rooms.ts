import { blank, importsOf, lineOf } from './source.ts';
import { type Check, isTest } from './tree.ts';

const pureRooms = ['packages/core/', 'packages/analytics/'];
const forbidden: readonly (readonly [RegExp, string])[] = [
	[/\bDate\.now\b|\bnew Date\s*\(\s*\)|\bDate\s*\(\s*\)/g, 'the clock: time comes in as an argument'],
	[/\bperformance\b/g, 'the clock: time comes in as an argument'],
	[/\bMath\.random\b|\bcrypto\b/g, 'randomness: replay would differ'],
	[/\bprocess\b/g, 'the process and its environment'],
	[/\b(?:fetch|setTimeout|setInterval|setImmediate|queueMicrotask|console)\s*[(.]/g, 'the outside world'],
	[/\bMath\.pow\b|\*\*/g, 'Math.pow or **: its last bit differs between machines; use the tables of powers'],
	[/\bMath\.(?:exp|log|log2|log10|sin|cos|tan|cbrt|expm1|log1p|hypot)\b/g, 'a function whose last bit differs between machines'],
];

/** What the engine decides must be a function of its inputs alone. */
export const pureRoomsStayPure: Check = {
	name: 'core touches no clock, randomness, file, socket or environment',
	run(tree) {
		const faults: string[] = [];
		const inside = (file: string) => pureRooms.some((room) => file.startsWith(`${room}src/`)) && file.endsWith('.ts') && !isTest(file);
		for (const file of tree.files.filter(inside)) {
			const text = tree.read(file);
			for (const { specifier, line } of importsOf(text))
				if (specifier.startsWith('node:')) faults.push(`${file}:${line} imports ${specifier}`);
			const source = blank(text, { strings: true });
			for (const [pattern, what] of forbidden) {
				for (const match of source.matchAll(pattern))
					faults.push(`${file}:${lineOf(source, match.index)} uses ${match[0].trim()}: ${what}`);
			}
		}
		return faults;
	},
};
