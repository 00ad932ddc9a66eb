import { expect, test } from 'vitest';
import { hashOpaque, newOpaque } from './opaque.ts';
import { newRecoveryCodes, newTotp, totpCode, totpStep } from './totp.ts';

/** RFC 6238, appendix B: the secret "12345678901234567890", the last six digits of its SHA-1 codes. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
test.each([
	[59, '287082'],
	[1_111_111_109, '081804'],
	[1_234_567_890, '005924'],
	[20_000_000_000, '353130'],
])('at %i s the code is that of the standard', (atSec, code) => {
	expect(totpCode(secret, atSec * 1_000)).toBe(code);
	expect(totpStep(secret, { code, nowMs: atSec * 1_000 })).toBe(Math.floor(atSec / 30));
});
test('one step early or late is allowed and named, two are not; garbage is wrong', () => {
	const nowMs = 1_700_000_000_000;
	const step = Math.floor(nowMs / 30_000);
	const at = (steps: number) => totpStep(secret, { code: totpCode(secret, nowMs + steps * 30_000), nowMs });
	expect([at(-1), at(0), at(1), at(-2), at(2)]).toEqual([step - 1, step, step + 1, null, null]);
	for (const code of ['', '12345', '1234567', 'abcdef', '287 82']) expect(totpStep(secret, { code, nowMs })).toBeNull();
});
test('a new secret has 160 bits and an address for apps that names the person', () => {
	const { secret: made, uri } = newTotp('a@b.example');
	expect(made).toMatch(/^[A-Z2-7]{32}$/);
	expect(uri).toContain(`secret=${made}`);
	expect(decodeURIComponent(uri)).toContain('Meridian:a@b.example');
});
test('recovery codes differ, and opaque secrets say what they are for', () => {
	const codes = newRecoveryCodes();
	expect(new Set(codes).size).toBe(10);
	for (const code of codes) expect(code).toMatch(/^[a-z2-9]{5}-[a-z2-9]{5}-[a-z2-9]{5}$/);
	const { secret: refresh, hash } = newOpaque('mrt');
	expect([refresh.slice(0, 4), hashOpaque(refresh), hash.length]).toEqual(['mrt_', hash, 64]);
});
