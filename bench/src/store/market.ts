import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { seeded } from '../support/random.ts';

export const rows = 2_000_000;

/** An export of MetaTrader 5 as a terminal writes it, of a price that walks, about ten ticks a second. */
export async function writeTicks(file: string): Promise<void> {
	const random = seeded(606);
	const out = createWriteStream(file);
	out.write('<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>\r\n');
	let timeMs = Date.UTC(2024, 0, 2);
	let bid = 110_000;
	const price = (points: number): string => `${Math.floor(points / 1e5)}.${String(points % 1e5).padStart(5, '0')}`;
	for (let row = 0; row < rows; ) {
		let text = '';
		for (const end = Math.min(rows, row + 2_000); row < end; row++) {
			timeMs += random.below(200);
			bid += random.below(5) - 2;
			const time = new Date(timeMs).toISOString();
			text += `${time.slice(0, 10).replaceAll('-', '.')}\t${time.slice(11, 23)}\t${price(bid)}\t${price(bid + 8 + random.below(6))}\t\t\t6\r\n`;
		}
		if (!out.write(text)) await once(out, 'drain');
	}
	out.end();
	await finished(out);
}
