import { machine } from './machine.ts';
import { benchmarkNames, loadBenchmark } from './registry.ts';
import type { Result } from './types.ts';

/** `npm run bench` lists; `npm run bench -- NAME [--json]` runs one. With --json the last line is one JSON object. */
async function main(args: readonly string[]): Promise<void> {
	const json = args.includes('--json');
	const name = args.find((arg) => !arg.startsWith('-'));
	if (name === undefined) {
		for (const known of benchmarkNames()) process.stdout.write(`${known.padEnd(20)} ${(await loadBenchmark(known)).description}\n`);
		process.stdout.write('\nnpm run bench -- NAME [--json]\n');
		return;
	}
	const benchmark = await loadBenchmark(name);
	const rows = [
		['benchmark', `${benchmark.name}: ${benchmark.description}`],
		['machine', machine()],
		['node', process.version],
		['load', benchmark.loadShape],
		['excludes', benchmark.excludes],
	];
	for (const [label = '', text] of rows) process.stdout.write(`${label.padEnd(10)} ${text}\n`);
	const results = await benchmark.run();
	process.stdout.write(`\n${table(results)}\n`);
	if (json) process.stdout.write(`${JSON.stringify({ name: benchmark.name, machine: machine(), node: process.version, results })}\n`);
}

function table(results: readonly Result[]): string {
	const width = Math.max(...results.map((row) => row.case.length));
	return results
		.map((row) => `${row.case.padEnd(width)}  ${row.metric.padEnd(10)} ${String(row.value).padStart(12)} ${row.unit}`)
		.join('\n');
}

process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
main(process.argv.slice(2)).then(
	() => process.stdout.write('', () => process.exit()),
	(error: unknown) => {
		process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
		process.exit(1);
	},
);
