import type { Metadata } from 'next';
import { cookies, headers } from 'next/headers';
import { cache } from 'react';
import { type Look, lookCookie, readLook } from '../design/look';
import { type Word, wordsOf } from '../i18n/words';

/** How whoever asks for a page wants to see it. */
export const currentLook = cache(async (): Promise<Look> => {
	const [jar, head] = await Promise.all([cookies(), headers()]);
	return readLook(jar.get(lookCookie)?.value, head.get('accept-language') ?? '');
});

/** A page's title in the person's language: `export const generateMetadata = titled('room.people')`. */
export const titled = (word: Word) => async (): Promise<Metadata> => ({ title: wordsOf((await currentLook()).locale)[word] });
