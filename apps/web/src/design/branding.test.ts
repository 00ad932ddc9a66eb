import fc from 'fast-check';
import { expect, test } from 'vitest';
import { brandColours, contrast, parse } from './branding.ts';

test('whatever colour a tenant chooses, its text can be read in both themes', () => {
	const hex = fc.integer({ min: 0, max: 0xffffff }).map((n) => `#${n.toString(16).padStart(6, '0')}`);
	fc.assert(
		fc.property(hex, (accent) => {
			for (const [theme, back] of [
				['dark', '#11171f'],
				['light', '#ffffff'],
			] as const) {
				const colours = brandColours(accent, theme);
				const [text, fill, panel] = [parse(colours?.text ?? ''), parse(colours?.fill ?? ''), parse(back)];
				if (text === null || fill === null || panel === null) throw new Error('no colour');
				expect(contrast(text, panel)).toBeGreaterThanOrEqual(4.5);
				expect(contrast(fill, [255, 255, 255])).toBeGreaterThanOrEqual(4.5);
			}
		}),
		{ seed: 20_261_130 },
	);
});

test('what is no colour is none', () => {
	expect(brandColours('red; background: url(x)', 'dark')).toBeNull();
});
