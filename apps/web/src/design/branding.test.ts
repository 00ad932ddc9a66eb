import fc from 'fast-check';
import { expect, test } from 'vitest';
import { brandColours, brandSheet, contrast, parse } from './branding.ts';

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

test('a colour becomes a style sheet for both themes; what is none becomes nothing', () => {
	const sheet = brandSheet({ name: 'Aurora', accent: '#8a1fd1' });
	expect(sheet).toMatch(/^html:root\{--brand:#[0-9a-f]{6};--accent-fill:#[0-9a-f]{6}\}html:root\[data-theme="light"\]/);
	for (const accent of [null, 'red', '#12345', '#123456;} body{display:none'])
		expect(brandSheet({ name: '</style><script>', accent })).toBe('');
});
