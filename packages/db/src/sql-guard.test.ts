import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bindSql } from './sql-guard.ts';

const bind = (sql: string) => bindSql(sql, '"tenant_a"');

describe('SQL for one tenant', () => {
	test('the quoted sentinel becomes the tenant’s schema, everywhere', () => {
		expect(bind('SELECT "__tenant__"."orders"."id" FROM "__tenant__"."orders" WHERE "id" = $1')).toBe(
			'SELECT "tenant_a"."orders"."id" FROM "tenant_a"."orders" WHERE "id" = $1',
		);
	});
	test.each([
		`SELECT '"__tenant__"'`,
		`SELECT E'\\'"__tenant__"'`,
		'SELECT $$ "__tenant__" $$',
		'SELECT $q$ "__tenant__" $$ $q$',
		'SELECT 1 -- "__tenant__"',
		'SELECT 1 /* /* */ "__tenant__" */',
		'SELECT "a""__tenant__"""',
	])('text that only looks like it is left alone: %s', (sql) => {
		expect(bind(sql)).toBe(sql);
	});
	test.each([
		'SET ROLE "tenant_b"',
		'  /* x */ set role tenant_b',
		'-- x\nReset Role',
		'(((SET ROLE x)))',
		'SET SESSION AUTHORIZATION x',
		'SET LOCAL search_path TO x',
		'SET TRANSACTION READ ONLY',
		'RESET ALL',
		'DISCARD ALL',
		`SELECT set_config('role', 'tenant_b', false)`,
		`SELECT pg_catalog."set_config"('role', 'tenant_b', false)`,
		`SELECT U&"\\0073et_config"('role', 'x', false)`,
		`DO $$ BEGIN EXECUTE 'SET ROLE tenant_b'; END $$`,
		'COMMIT',
		'ROLLBACK',
		'BEGIN',
		'PREPARE p AS SELECT 1',
		`COPY x TO PROGRAM 'sh'`,
		'LISTEN x',
		'SELECT 1; SELECT 2',
		'SELECT 1; -- x\nSET ROLE tenant_b',
		`SELECT ';'; SET ROLE x`,
		';SET ROLE x',
		'SELECT 1 --\r; SET ROLE x',
	])('is refused: %s', (sql) => {
		expect(() => bind(sql)).toThrow('SQL_REFUSED');
	});
	test.each([
		'SELECT 1;',
		'SELECT 1; -- the end',
		`SELECT 'a;b'`,
		'SELECT ";" FROM x',
		`UPDATE "__tenant__"."accounts" SET "name" = 'SET ROLE'`,
		'UPDATE x SET role = $1',
		`SELECT 'set_config'`,
		'WITH x AS (SELECT 1) SELECT * FROM x',
		'',
	])('passes: %s', (sql) => {
		expect(() => bind(sql)).not.toThrow();
	});
	test('no literal, whatever is in it, hides a second statement or makes one', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (text) => {
				const literal = `'${text.replaceAll("'", "''")}'`;
				expect(bind(`SELECT ${literal}`)).toBe(`SELECT ${literal}`);
				expect(() => bind(`SELECT ${literal}; SET ROLE x`)).toThrow('SQL_REFUSED');
			}),
		);
	});
	test('any text at all is bound or refused, never hangs or crashes otherwise', () => {
		const pieces = fc.constantFrom("'", '"', '$', '$a$', '/*', '*/', '--', '\n', ';', 'E', 'U&', 'set', ' ', '"__tenant__"', '\\', 'x');
		fc.assert(
			fc.property(fc.array(pieces, { maxLength: 20 }), (parts) => {
				const sql = parts.join('');
				try {
					expect(bind(sql).replaceAll('"tenant_a"', '"__tenant__"')).toBe(sql);
				} catch (error) {
					expect(String(error)).toContain('SQL_REFUSED');
				}
			}),
			{ numRuns: 2_000 },
		);
	});
});
