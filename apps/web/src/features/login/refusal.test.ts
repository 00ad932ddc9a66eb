import { expect, test } from 'vitest';
import { coder, translator } from '../../i18n/said.ts';
import { wordsOf } from '../../i18n/words.ts';
import { refusalText } from './refusal.ts';

const words = wordsOf('de');
const at = { wrong: 'refusal.LINK', t: translator(words), coded: coder(words) } as const;

test('a refusal is told in the person’s language, by what it means at this door', () => {
	expect(refusalText({ code: 'LOGIN_FAILED', message: 'This link is not valid any more.' }, at)).toBe(words['refusal.LINK']);
	expect(refusalText({ code: 'SSO_REQUIRED', message: 'Your institution wants it.' }, at)).toBe(words['refusal.SSO_REQUIRED']);
});
test('how long to wait is kept', () => {
	expect(refusalText({ code: 'RATE_LIMITED', message: 'Too many attempts. Try again in 37 s.' }, at)).toMatch(/37 s noch einmal/);
});
test('what has no words yet is told in the API’s, and what says nothing is told as not done', () => {
	expect(refusalText({ code: 'INVALID_INPUT', message: 'Too short.' }, at)).toBe('Too short.');
	expect(refusalText({ code: 'RATE_LIMITED', message: 'Later.' }, at)).toBe('Later.');
	expect(refusalText({}, at)).toBe(words['problem.notDone']);
});
