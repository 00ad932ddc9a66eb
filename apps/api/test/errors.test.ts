import { GraphQLError } from 'graphql';
import { expect, test } from 'vitest';
import { readEnv } from '../src/env.ts';
import { apiError, maskError } from '../src/graphql/errors.ts';

test('a failure of ours shows no details, only the id to quote', () => {
	const inner = new Error('select * from secrets at 10.0.0.1');
	const masked = maskError(new GraphQLError(inner.message, { originalError: inner, path: ['accounts'] }), 'correlation-1');
	expect(JSON.stringify(masked)).not.toContain('secrets');
	expect(masked.message).toContain('correlation-1');
	expect(masked.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', correlationId: 'correlation-1' });
	expect(masked.path).toEqual(['accounts']);
});

test('an error made for the client keeps its code and words', () => {
	expect(maskError(apiError('NOT_FOUND', 'There is no such instrument.'), 'correlation-2')).toMatchObject({
		message: 'There is no such instrument.',
		extensions: { code: 'NOT_FOUND', correlationId: 'correlation-2' },
	});
});

test('a document that is too large keeps that code though the server calls it a validation error', () => {
	const inner = new GraphQLError('Deeper than 10 levels', { extensions: { code: 'QUERY_TOO_LARGE' } });
	const outer = new GraphQLError(inner.message, { originalError: inner, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
	expect(maskError(outer, 'correlation-3').extensions.code).toBe('QUERY_TOO_LARGE');
});

test('an environment without secrets names every one that is missing', () => {
	expect(() => readEnv({})).toThrow(/DATABASE_URL[\s\S]*AUTH_SECRET[\s\S]*MERIDIAN_GATEWAY_KEY/);
});

test('an environment without a broker line is not the demo', () => {
	const env = {
		DATABASE_URL: 'postgres://x',
		REDIS_URL: 'redis://x',
		AUTH_SECRET: 'ab'.repeat(32),
		MERIDIAN_GATEWAY_KEY: 'cd'.repeat(32),
		MERIDIAN_GATEWAY_ADDR: '127.0.0.1:5002',
	};
	expect(readEnv(env)).toMatchObject({ line: null, gateways: [{ host: '127.0.0.1', port: 5002 }], port: 7401 });
});
