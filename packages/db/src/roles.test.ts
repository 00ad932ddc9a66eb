import { expect, test } from 'vitest';
import { databaseOf, rolesFor } from './roles.ts';

const slugMax = 'a'.repeat(41);

test('roles carry the database’s name', () => {
	const roles = rolesFor('meridian');
	expect([roles.app, roles.platform, roles.tenant('aurora')]).toEqual(['meridian.app', 'meridian.platform', 'meridian.tenant_aurora']);
});
test('of long names too, within PostgreSQL’s 63 bytes, and apart from each other', () => {
	const names = ['é'.repeat(31), 'meridian_production_eu', 'meridian_production_us'].map((name) => rolesFor(name).tenant(slugMax));
	expect(new Set(names).size).toBe(3);
	for (const name of names) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63);
});
test('database and slug can’t be taken for another pair', () => {
	expect(rolesFor('a').tenant('b_tenant_c')).not.toBe(rolesFor('a_tenant_b').tenant('c'));
});
test('the database is read from the URL, which must name it', () => {
	expect(databaseOf('postgresql://u:p@h:5432/my%20db?sslmode=require')).toBe('my db');
	expect(() => databaseOf('postgresql://u:p@h:5432/')).toThrow(/must name its database/);
});
