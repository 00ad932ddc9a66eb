import { afterEach, describe, expect, test, vi } from 'vitest';
import { createLogger, withCorrelation } from './logger.ts';

const capture = () => {
	const lines: string[] = [];
	const logger = createLogger('gateway', { write: (line) => lines.push(line) });
	return { logger, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
};
afterEach(() => vi.unstubAllEnvs());

describe('logs', () => {
	test('a line says who, when, how grave', () => {
		const { logger, last } = capture();
		logger.warn({ orderId: 7n, qty: 100 }, 'denied');
		expect(last()).toMatchObject({
			level: 'warn',
			service: 'gateway',
			msg: 'denied',
			orderId: 7,
			qty: 100,
			time: expect.stringMatching(/Z$/),
		});
	});
	test('secrets are replaced wherever they sit, four levels deep', () => {
		const { logger, lines } = capture();
		logger.info(
			{ password: 's3cret', user: { token: 's3cret' }, a: { b: { authorization: 's3cret' } }, c: { d: { e: { key: 's3cret' } } } },
			'login',
		);
		withCorrelation(logger, 'c-1').info({ headers: { cookie: 's3cret' }, body: { passwords: { a: 's3cret' } } });
		expect(lines.join('')).not.toContain('s3cret');
		expect(lines.join('')).toContain('***');
	});
	test('secrets in lists, in errors and in what a child carries are replaced, and what was logged stays as it is', () => {
		const { logger, lines, last } = capture();
		const fields = { users: [{ name: 'A', token: 's3cret' }], at: new Date(0) };
		logger.info(fields, 'x');
		expect(last()).toMatchObject({ users: [{ name: 'A', token: '***' }], at: '1970-01-01T00:00:00.000Z' });
		expect(fields.users[0]?.token).toBe('s3cret');
		logger
			.child({ device: { key: 's3cret' } })
			.child({ token: 's3cret' })
			.error({ err: Object.assign(new Error('refused'), { request: { headers: { cookie: 's3cret' } } }) });
		expect(last()).toMatchObject({
			token: '***',
			device: { key: '***' },
			err: { message: 'refused', request: { headers: { cookie: '***' } } },
		});
		expect(lines.join('')).not.toContain('s3cret');
	});
	test('a connection string or bearer token inside an error is scrubbed', () => {
		const { logger, lines } = capture();
		logger.error({ err: new Error('connect postgres://app:s3cret@127.0.0.1/db failed, Authorization: Bearer abc.def.s3cret') }, 'down');
		expect(lines[0]).not.toContain('s3cret');
		expect(lines[0]).toContain('postgres://app:***@127.0.0.1/db');
	});
	test('a child carries the correlation id, given or new', () => {
		const { logger, last } = capture();
		withCorrelation(logger, 'abc').info('x');
		expect(last().correlationId).toBe('abc');
		withCorrelation(logger).info('x');
		expect(last().correlationId).toMatch(/^[0-9a-f-]{36}$/);
	});
	test('the level comes from MERIDIAN_LOG_LEVEL, and a wrong one is info', () => {
		vi.stubEnv('MERIDIAN_LOG_LEVEL', 'error');
		expect(capture().logger.level).toBe('error');
		vi.stubEnv('MERIDIAN_LOG_LEVEL', 'loud');
		expect(capture().logger.level).toBe('info');
	});
});
