import { parseArgs } from 'node:util';
import { type SimResult, simulate } from './run.ts';

const usage = `npm run sim -- [--seed N] [--runs N] [--hours H]

Runs the gateway's engine side, its venues and its clients in one process on simulated time, with faults, and checks every invariant
after every step. --seed is the first seed (1), --runs how many follow each other (1), --hours how long each trades (1).
A run that fails prints its seed; the same seed and hours give the same run, byte for byte. docs/simulation.md says what is checked.`;

function number(text: string | undefined, otherwise: number): number {
	const value = text === undefined ? otherwise : Number(text);
	if (!Number.isFinite(value) || value <= 0) fail(`${text} is no number above 0\n\n${usage}`);
	return value;
}

function fail(text: string): never {
	process.stderr.write(`${text}\n`);
	process.exit(2);
}

const wordsOf = (counts: Readonly<Record<string, number>>): string => {
	const words = Object.entries(counts).map(([word, count]) => `${count} ${word}`);
	return words.length === 0 ? 'none' : words.join(' ');
};

function lineOf(result: SimResult, tookMs: number): string {
	const { seed, durability, records, orders, sent, deals, faults, restarts, checks, lives, traceHash } = result;
	return (
		`seed ${seed} ${durability}: ${result.violation === undefined ? 'ok' : 'FAILED'}; ${orders} orders, ${sent} commands on the wire, ` +
		`${deals} deals, ${faults} faults, ${restarts - 1} restarts, ${wordsOf(lives)}, ${records} records, ${checks} checks, ` +
		`trace ${traceHash.slice(0, 16)}, ${(tookMs / 1_000).toFixed(1)} s`
	);
}

const { values } = parseArgs({
	options: { seed: { type: 'string' }, runs: { type: 'string' }, hours: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
});
if (values.help === true) {
	process.stdout.write(`${usage}\n`);
	process.exit(0);
}
const first = number(values.seed, 1);
const runs = number(values.runs, 1);
const hours = number(values.hours, 1);
process.on('disconnect', () => process.exit(1));
let failed = 0;
for (let seed = first; seed < first + runs; seed++) {
	const startedMs = performance.now();
	const result = simulate({ seed, hours });
	process.stdout.write(`${lineOf(result, performance.now() - startedMs)}\n`);
	if (result.violation === undefined) continue;
	failed += 1;
	const { rule, detail, atMs } = result.violation;
	process.stdout.write(
		`  after ${atMs} simulated ms, "${rule}" does not hold: ${detail}\n  again: npm run sim -- --seed ${seed} --hours ${hours}\n`,
	);
}
if (runs > 1) process.stdout.write(`${runs - failed} of ${runs} runs hold\n`);
process.exit(failed === 0 ? 0 : 1);
