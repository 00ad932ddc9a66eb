/** Source text with comments (and, if asked, the insides of strings) blanked; line numbers stay. */
export function blank(text: string, input: { readonly strings: boolean }): string {
	const blanked = (part: string) => part.replaceAll(/[^\n]/g, ' ');
	const token = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;
	return text.replaceAll(token, (part) => (part.startsWith('/') || (input.strings && !part.startsWith('`')) ? blanked(part) : part));
}

export const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length;

/** What a module imports, with the line: static, dynamic, type-only and re-exports alike. */
export function importsOf(text: string): { readonly specifier: string; readonly line: number }[] {
	const source = blank(text, { strings: false });
	const pattern = /(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"\n]+)['"]/g;
	return [...source.matchAll(pattern)].map((match) => ({ specifier: match[1] ?? '', line: lineOf(source, match.index) }));
}
