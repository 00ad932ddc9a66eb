import { asked } from './admin.ts';

/** What a schema really holds, in the same words as expectedFacts. The table of migrations is our own and not Prisma's. */
export const actualFacts = async (adminUrl: string, schema: string): Promise<string[]> => {
	const relation = `JOIN pg_class t ON t.oid = c.TABLE JOIN pg_namespace n ON n.oid = t.relnamespace WHERE n.nspname = $1 AND t.relname <> 'schema_migrations'`;
	const on = (column: string) => relation.replace('c.TABLE', `c.${column}`);
	const names = (keys: string, table: string) =>
		`(SELECT string_agg(a.attname, ', ' ORDER BY k.n) FROM unnest(${keys}) WITH ORDINALITY AS k(attnum, n) JOIN pg_attribute a ON a.attrelid = ${table} AND a.attnum = k.attnum)`;
	const action = (column: string) =>
		`CASE c.${column} WHEN 'n' THEN 'SET NULL' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' ELSE c.${column}::text END`;
	// Prisma has no word for an index over some of the rows; it changes no result, so it is left out, unless it is unique.
	const rows = await asked<{ fact: string }>(
		adminUrl,
		`SELECT t.relname || '.' || c.attname || ': ' || replace(format_type(c.atttypid, c.atttypmod), n.nspname || '.', '') || CASE WHEN c.attnotnull THEN ' not null' ELSE '' END
		 || ', default ' || COALESCE(regexp_replace(regexp_replace(pg_get_expr(d.adbin, d.adrelid), '^nextval\\(''(?:"?[a-z0-9_]+"?\\.)?"?([a-z_]+)"?''::regclass\\)$', 'nextval(\\1)'), '^''?([A-Za-z0-9]+)''?(?:::.*)?$', '\\1'), 'none') AS fact
		 FROM pg_attribute c LEFT JOIN pg_attrdef d ON d.adrelid = c.attrelid AND d.adnum = c.attnum ${on('attrelid')} AND t.relkind = 'r' AND c.attnum > 0 AND NOT c.attisdropped
		 UNION ALL
		 SELECT t.relname || CASE WHEN c.indisprimary THEN ' primary (' WHEN c.indisunique THEN ' unique (' ELSE ' index (' END || ${names('c.indkey::int2[]', 't.oid')} || ')'
		 FROM pg_index c ${on('indrelid')} AND c.indpred IS NULL -- an index of some rows is nothing that a Prisma schema can say
		 UNION ALL
		 SELECT t.relname || ' (' || ${names('c.conkey', 'c.conrelid')} || ') -> ' || (SELECT relname FROM pg_class WHERE oid = c.confrelid) || ' (' || ${names('c.confkey', 'c.confrelid')} || '), on delete ' || ${action('confdeltype')} || ', on update ' || ${action('confupdtype')}
		 FROM pg_constraint c ${on('conrelid')} AND c.contype = 'f'
		 UNION ALL
		 SELECT 'enum ' || e.typname || ': ' || (SELECT string_agg(enumlabel, ', ' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = e.oid)
		 FROM pg_type e JOIN pg_namespace n ON n.oid = e.typnamespace WHERE n.nspname = $1 AND e.typtype = 'e'`,
		[schema],
	);
	return rows.map(({ fact }) => fact).sort();
};
