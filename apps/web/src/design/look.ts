import { z } from 'zod';

/** How a person wants to see it. Kept in a cookie, so that the first paint is already right. */
export const lookShape = z.object({
	theme: z.enum(['system', 'dark', 'light']).catch('system'),
	density: z.enum(['compact', 'comfortable']).catch('compact'),
	updown: z.enum(['green-red', 'blue-orange']).catch('green-red'),
	locale: z.enum(['en', 'de', 'ja']).catch('en'),
	/** An IANA name, or 'local' for the browser's own. */
	timeZone: z.string().max(64).refine(isTimeZone).catch('local'),
});
export type Look = z.infer<typeof lookShape>;
export type Locale = Look['locale'];
export const locales = { en: 'English', de: 'Deutsch', ja: '日本語' } as const satisfies Record<Locale, string>;
export const lookCookie = 'meridian-look';
export const defaultLook: Look = lookShape.parse({});

/** Whatever the cookie holds: what can't be read is as if it had never been chosen. `asked` is the browser's Accept-Language. */
export function readLook(cookie: string | undefined, asked = ''): Look {
	const fallback = asked.startsWith('de') ? 'de' : asked.startsWith('ja') ? 'ja' : 'en';
	try {
		return lookShape.parse({ locale: fallback, ...JSON.parse(decodeURIComponent(cookie ?? '{}')) });
	} catch {
		return { ...defaultLook, locale: fallback };
	}
}

export const writeLook = (look: Look): string =>
	`${lookCookie}=${encodeURIComponent(JSON.stringify(look))}; path=/; max-age=31536000; samesite=lax`;

function isTimeZone(name: string): boolean {
	if (name === 'local') return true;
	try {
		new Intl.DateTimeFormat('en', { timeZone: name });
		return true;
	} catch {
		return false;
	}
}
