import { lineOf } from './source.ts';
import type { Check } from './tree.ts';

/** What MetaEditor and g++ read differently, or only one of them takes, and what to write instead. */
const rules: readonly { readonly pattern: RegExp; readonly instead: string }[] = [
	{ pattern: /"[^"\n]*"\s*\+/g, instead: 'a literal plus anything is pointer arithmetic in C++: start with a string variable and use +=' },
	{ pattern: /\b[A-Za-z_]\w*\s*&?\s*\w+\[\]/g, instead: 'write arrays with ARR, ARR_REF or ARR_CREF' },
	{ pattern: /(?<![A-Za-z_])[DC]'/g, instead: 'date and colour literals are MQL5 only: use numbers' },
	{ pattern: /\b(?:new|delete|this|GetPointer|CheckPointer)\b|->/g, instead: 'no pointers: values in global variables' },
	{ pattern: /\binput\s+group\b|#import\b|\binterface\b/g, instead: 'MQL5 only' },
	{ pattern: /\b(?:auto|nullptr|constexpr|noexcept|decltype|typename|using|try|catch|throw|goto)\b|\bstd::/g, instead: 'C++ only' },
	{ pattern: /\bfor\s*\([^;()]*:[^;()]*\)/g, instead: 'no range-for: C++ only' },
	{ pattern: /\[[&=]?\]\s*\(/g, instead: 'no lambdas: C++ only' },
	{ pattern: /\((?:string|double|int|long)\)\s*"/g, instead: 'no cast of a literal: use StringToInteger or StringToDouble' },
	{ pattern: /\(string\)/g, instead: 'use IntegerToString or DoubleToString' },
	{
		pattern: /\bStructToCharArray\b|\bCharArrayToStruct\b|\bsizeof\b/g,
		instead: 'structures are packed differently: write field by field with CWire',
	},
	{ pattern: /\bEnumToString\b/g, instead: 'use a switch of our own' },
	{ pattern: /^\s*#define\s+\w+\([^)]*\.\.\./gm, instead: 'variadic macros are not documented in MQL5' },
];

/** The Expert Advisor is one source for two compilers, and only one of them runs here. */
export const mql5Subset: Check = {
	name: 'the Expert Advisor keeps to what MetaEditor and g++ both take',
	run(tree) {
		const faults: string[] = [];
		for (const file of tree.files.filter((name) => /\.mq[5h]$/.test(name) && !name.endsWith('/Compat.mqh'))) {
			const text = codeOf(tree.read(file));
			for (const { pattern, instead } of rules)
				for (const match of text.matchAll(pattern)) faults.push(`${file}:${lineOf(text, match.index)} ${match[0].trim()}: ${instead}`);
			if (/^#property/m.test(text) && !/#ifdef __MQL5__[\s\S]*#property/.test(text))
				faults.push(`${file} #property: put it inside #ifdef __MQL5__`);
		}
		return faults;
	},
};

/** Comments go; a literal keeps its quotes, since one rule is about them, but not its words. */
const codeOf = (text: string): string =>
	text.replaceAll(/"(?:\\.|[^"\\\n])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (part) =>
		part.startsWith('"') ? `"${' '.repeat(part.length - 2)}"` : part.replaceAll(/[^\n]/g, ' '),
	);
