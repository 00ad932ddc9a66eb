import type { Word, Words } from './words.ts';

export type Translate = (word: Word, values?: Readonly<Record<string, string | number>>) => string;
/** The words of one language; {names} are filled in. */
export const translator =
	(words: Words): Translate =>
	(word, values = {}) =>
		words[word].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

export type Coded = (group: string, code: string, otherwise?: string) => string;
/** Codes of the API in one language: `group.CODE`, or what is said otherwise; else the code spelled out. */
export const coder =
	(words: Words): Coded =>
	(group, code, otherwise) =>
		(words as Readonly<Record<string, string>>)[`${group}.${code}`] ?? otherwise ?? spelled(code);

/** `RISK_OFFICER` is "risk officer", `ordersPerDay` is "orders per day". */
const spelled = (code: string): string =>
	(/[a-z]/.test(code) ? code.replaceAll(/[A-Z]/g, (letter) => ` ${letter}`) : code.replaceAll('_', ' ')).toLowerCase();

let page: Translate | null = null;

/** From now on this page speaks so. A browser's page has one person and one language; a server has many, and must not call it. */
export function speak(translate: Translate): void {
	if (typeof window !== 'undefined') page = translate;
}

/** A word for what fails outside of components: in the line to the API, in a log-in. Where no page speaks yet it is the word's own name. */
export const said: Translate = (word, values) => page?.(word, values) ?? word;
