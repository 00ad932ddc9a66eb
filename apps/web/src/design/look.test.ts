import { expect, test } from 'vitest';
import { defaultLook, readLook, writeLook } from './look.ts';

test('what is chosen comes back from the cookie', () => {
	const look = { ...defaultLook, theme: 'light', locale: 'de', timeZone: 'Asia/Tokyo' } as const;
	const [, value] = /^[^=]+=([^;]*)/.exec(writeLook(look)) ?? [];
	expect(readLook(value)).toEqual(look);
});

test('a cookie that nobody can read, or that holds nonsense, is as none', () => {
	expect(readLook('%7Bnot json')).toEqual(defaultLook);
	expect(readLook(encodeURIComponent('{"theme":"pink","timeZone":"Mars/Olympus","density":"comfortable"}'))).toEqual({
		...defaultLook,
		density: 'comfortable',
	});
});

test('without a choice the browser says the language', () => {
	expect(readLook(undefined, 'ja-JP,ja;q=0.9').locale).toBe('ja');
	expect(readLook(undefined, 'fr').locale).toBe('en');
});
