import { BindingBroken } from './errors.ts';

/** A schema that can't exist. Prisma writes it into every statement, and raw SQL may: `SELECT ... FROM "__tenant__"."orders"`. */
export const tenantSentinel = '__tenant__';

/** Statements that change who the connection is, or leave a state behind for its next user. */
const refusedVerbs = new Set(
	`set reset discard do call begin start commit end rollback abort savepoint release prepare execute deallocate copy listen unlisten notify load`.split(
		' ',
	),
);
const tokenPattern = new RegExp(
	[
		String.raw`(?<space>\s+|--[^\n\r]*)`,
		String.raw`(?<comment>/\*)`,
		String.raw`(?<escapeString>[eE]'(?:[^'\\]|\\[\s\S]|'')*')`,
		`(?<string>(?:[bBxXnN])?'(?:[^']|'')*')`,
		`(?<unicode>[uU]&['"])`,
		`(?<quoted>"(?:[^"]|"")*")`,
		String.raw`(?<dollar>\$(?<tag>[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$)`,
		String.raw`(?<word>[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)`,
		String.raw`(?<other>\$\d+|[\s\S])`,
	].join('|'),
	'y',
);

/** Postgres nests block comments. Returns the index after the end, or the text's end. */
const skipComment = (sql: string, from: number): number => {
	let depth = 1;
	let at = from;
	while (depth > 0 && at < sql.length) {
		if (sql.startsWith('/*', at)) {
			depth += 1;
			at += 2;
		} else if (sql.startsWith('*/', at)) {
			depth -= 1;
			at += 2;
		} else at += 1;
	}
	return at;
};

const refuse = (what: string): never => {
	throw new BindingBroken('SQL_REFUSED', what);
};

/** Cuts the statement at each quoted sentinel, so that the tenant's quoted schema can be put there. Literals and comments stay as they are. */
const inspect = (sql: string): readonly string[] => {
	const pieces: string[] = [];
	let pieceStart = 0;
	let at = 0;
	let verb: string | undefined;
	let ended = false;
	while (at < sql.length) {
		tokenPattern.lastIndex = at;
		const token = tokenPattern.exec(sql);
		const groups = token?.groups ?? {};
		const text = token?.[0] ?? sql.charAt(at);
		const start = at;
		at += text.length;
		if (groups.space !== undefined) continue;
		if (groups.comment !== undefined) {
			at = skipComment(sql, at);
			continue;
		}
		if (text === ';') {
			ended = true;
			continue;
		}
		if (ended) refuse('more than one statement');
		if (groups.unicode !== undefined) refuse('U& escapes hide names');
		if (groups.dollar !== undefined) {
			const end = sql.indexOf(text, at);
			at = end < 0 ? sql.length : end + text.length;
		} else if (groups.quoted !== undefined) {
			if (text.toLowerCase() === '"set_config"') refuse('set_config');
			if (text === `"${tenantSentinel}"`) {
				pieces.push(sql.slice(pieceStart, start));
				pieceStart = at;
			}
		} else if (groups.word !== undefined) {
			const word = text.toLowerCase();
			if (word === 'set_config') refuse('set_config');
			if (verb === undefined && refusedVerbs.has(word)) refuse(`${word.toUpperCase()} on a pooled connection`);
			verb ??= word;
		}
	}
	pieces.push(sql.slice(pieceStart));
	return pieces;
};

const inspectedMax = 2_000;
const inspected = new Map<string, readonly string[]>();

/**
 * The statement for one tenant. It guards against our mistakes, not against hostile SQL: what it lets through still runs with the
 * rights of the tenant's role alone.
 * @param quotedSchema e.g. `"t_aurora"`.
 * @throws BindingBroken SQL_REFUSED
 */
export const bindSql = (sql: string, quotedSchema: string): string => {
	let pieces = inspected.get(sql);
	if (pieces === undefined) {
		pieces = inspect(sql);
		if (inspected.size >= inspectedMax) inspected.clear();
		inspected.set(sql, pieces);
	}
	return pieces.length === 1 ? sql : pieces.join(quotedSchema);
};
