import { parseArgs } from 'node:util';
import { readTickFile } from '@meridian/market-data';
import type { Quote } from '../features/microstructure.ts';
import { describeDirection, directionReport } from '../report/direction.ts';

const usage = `npm run ml -- direction FILE...

  direction   whether the next minute's direction can be told from the quotes of these tick files (in time's order, one instrument)
`;

const { positionals } = parseArgs({ allowPositionals: true, strict: true });
const [command, ...files] = positionals;
if (command !== 'direction' || files.length === 0) {
	process.stderr.write(usage);
	process.exit(2);
}
const quotes: Quote[] = [];
for (const file of files) {
	const { ticks } = await readTickFile(file);
	for (const { timeMs, bid, ask } of ticks) quotes.push({ timeMs, bid: Number(bid), ask: Number(ask), bidSize: 0, askSize: 0 });
}
process.stdout.write(`${quotes.length} quotes of ${files.length} files\n${describeDirection(directionReport(quotes))}\n`);
