import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { EnvError, parseEnv } from './env.ts';

const schema = z.object({
	DATABASE_URL: z.url(),
	MERIDIAN_API_PORT: z.coerce.number().int().max(65_535),
	AUTH_SECRET: z.string().min(64).optional(),
});

describe('the environment', () => {
	test('a complete one is parsed', () => {
		expect(parseEnv(schema, { DATABASE_URL: 'postgres://h/d', MERIDIAN_API_PORT: '7401', OTHER: 'x' })).toEqual({
			DATABASE_URL: 'postgres://h/d',
			MERIDIAN_API_PORT: 7401,
		});
	});
	test('everything missing or wrong is told at once, by name', () => {
		const parse = () => parseEnv(schema, { MERIDIAN_API_PORT: '70000', DATABASE_URL: '' });
		expect(parse).toThrow(EnvError);
		expect(parse).toThrow(/DATABASE_URL is missing/);
		expect(parse).toThrow(/MERIDIAN_API_PORT is wrong/);
	});
	test('a wrong value is not repeated: it may be a secret', () => {
		try {
			parseEnv(schema, { DATABASE_URL: 'hunter2', MERIDIAN_API_PORT: '1', AUTH_SECRET: 'tooshort' });
			expect.unreachable();
		} catch (error) {
			expect(String(error)).toContain('AUTH_SECRET is wrong');
			expect(String(error)).not.toMatch(/hunter2|tooshort/);
		}
	});
	test('the error has no stack to wade through', () => {
		expect(new EnvError(['A'], ['A is missing']).stack).toBe('EnvError: The environment is not complete:\n  A is missing');
	});
});
