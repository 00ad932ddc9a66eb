const most = 200;

/** Newest first by sequence; of one id the row with the higher sequence wins, so that an old answer never overwrites news. */
export function merge<Row extends { id: string; seq: string }>(rows: readonly Row[], news: readonly Row[]): Row[] {
	const byId = new Map(rows.map((row) => [row.id, row]));
	for (const row of news) {
		const known = byId.get(row.id);
		if (known === undefined || BigInt(row.seq) >= BigInt(known.seq)) byId.set(row.id, row);
	}
	return [...byId.values()].sort((a, b) => (BigInt(a.seq) < BigInt(b.seq) ? 1 : -1)).slice(0, most);
}
