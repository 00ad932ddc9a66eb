const most = 200;

/**
 * Of one id the row with the higher sequence wins, so that an old answer never overwrites news. Newest first by time: sequences count
 * per account and say nothing between two of them.
 */
export function merge<Row extends { id: string; seq: string }>(
	rows: readonly Row[],
	{ news, atOf }: { news: readonly Row[]; atOf: (row: Row) => string },
): Row[] {
	const byId = new Map(rows.map((row) => [row.id, row]));
	for (const row of news) {
		const known = byId.get(row.id);
		if (known === undefined || BigInt(row.seq) >= BigInt(known.seq)) byId.set(row.id, row);
	}
	return [...byId.values()]
		.sort((a, b) => Date.parse(atOf(b)) - Date.parse(atOf(a)) || Number(BigInt(b.seq) - BigInt(a.seq)))
		.slice(0, most);
}
