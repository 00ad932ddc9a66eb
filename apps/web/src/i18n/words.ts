import type { Locale } from '../design/look';
import { access } from './access.ts';
import { account } from './account.ts';
import { audit } from './audit.ts';
import { breaks } from './breaks.ts';
import { codes } from './codes.ts';
import { data } from './data.ts';
import { denials } from './denials.ts';
import { denialsByRisk } from './denials-by-risk.ts';
import { design } from './design.ts';
import { desk } from './desk.ts';
import { instrument } from './instrument.ts';
import { limits } from './limits.ts';
import { login } from './login.ts';
import { market } from './market.ts';
import { models } from './models.ts';
import { operator } from './operator.ts';
import { organisation } from './organisation.ts';
import { people } from './people.ts';
import { risk } from './risk.ts';
import { shell } from './shell.ts';
import { tenants } from './tenants.ts';
import { terminals } from './terminals.ts';
import { trade } from './trade.ts';

/** Each word in English, German and Japanese, side by side: one that lacks a language does not compile. */
export type Entry = readonly [en: string, de: string, ja: string];
const all = {
	...design,
	...shell,
	...trade,
	...desk,
	...risk,
	...account,
	...models,
	...audit,
	...market,
	...organisation,
	...operator,
	...access,
	...breaks,
	...codes,
	...data,
	...denials,
	...denialsByRisk,
	...instrument,
	...limits,
	...login,
	...people,
	...tenants,
	...terminals,
} as const satisfies Record<string, Entry>;

export type Word = keyof typeof all;
export type Words = Readonly<Record<Word, string>>;

const columns = { en: 0, de: 1, ja: 2 } as const satisfies Record<Locale, number>;

/** The words of one language. Only the server has all of them; the browser gets those it shows. */
export function wordsOf(locale: Locale): Words {
	const column = columns[locale];
	return Object.fromEntries(Object.entries(all).map(([word, entry]) => [word, entry[column]])) as Words;
}
