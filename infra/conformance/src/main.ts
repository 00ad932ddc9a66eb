import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { compileAll } from './compile.ts';
import { emulate } from './emulate.ts';
import { page } from './page.ts';
import { Peer } from './peer.ts';
import { fileOf, Recorder, type Report, report, textOf } from './report.ts';

const usage = `npm run conformance -- COMMAND [options]
  listen     waits for MeridianConformance.mq5 in a real terminal (a demo account), writes its report, makes the page anew
  emulate    runs the same source in the emulated terminal and writes its reports, which are marked as emulated
  compile    compiles both Expert Advisors with MetaEditor, where there is one, and shows what it says
  page       makes docs/conformance.md from the reports in docs/conformance; --check: fails where it is not what they say

  --metaeditor PATH   compile: metaeditor64.exe in the terminal's folder (or METAEDITOR)
  --wine     compile: run it through wine
  --host H   listen: the address to listen on (default 127.0.0.1; another where the terminal is on another machine)
  --port N   listen: the port; the next one is used too (default 7460)
What the Expert Advisor needs: docs/mt5.md.`;

const root = resolve(import.meta.dirname, '../../..');
const folder = join(root, 'docs/conformance');
const pageFile = join(root, 'docs/conformance.md');
const shape = z.object({
	command: z.enum(['listen', 'emulate', 'compile', 'page'], { error: 'COMMAND is listen, emulate, compile or page' }),
	host: z.string().min(1).default('127.0.0.1'),
	port: z.coerce.number().int().min(1_024).max(65_534).default(7_460),
	metaeditor: z.string().default(process.env.METAEDITOR ?? 'C:\\Program Files\\MetaTrader 5\\metaeditor64.exe'),
	wine: z.boolean().default(false),
	check: z.boolean().default(false),
});

function reports(): Report[] {
	const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
	return names.toSorted().map((name) => {
		const parsed = report.safeParse(JSON.parse(readFileSync(join(folder, name), 'utf8')));
		if (!parsed.success) throw new Error(`docs/conformance/${name} is no report:\n${z.prettifyError(parsed.error)}`);
		if (fileOf(parsed.data) !== name)
			throw new Error(`docs/conformance/${name} is the report of ${fileOf(parsed.data)}: give it that name`);
		return parsed.data;
	});
}
function writePage(check: boolean): number {
	const wanted = page(reports());
	const there = existsSync(pageFile) ? readFileSync(pageFile, 'utf8') : '';
	if (check && there !== wanted) {
		process.stderr.write('docs/conformance.md is not what the reports say: npm run conformance -- page\n');
		return 1;
	}
	if (!check) writeFileSync(pageFile, wanted);
	return 0;
}
function keep(made: Report): void {
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, fileOf(made)), textOf(made));
	print(`report: docs/conformance/${fileOf(made)}`);
}
async function listen(address: { readonly host: string; readonly port: number }): Promise<void> {
	const recorder = new Recorder();
	const peer = await Peer.listen(recorder, address);
	peer.onLine = show;
	print(
		`listening on ${address.host}:${address.port} and ${address.port + 1}; attach MeridianConformance to a chart of a DEMO account now`,
	);
	try {
		await peer.finished;
	} finally {
		await peer.close();
	}
	keep(recorder.report(today()));
}

async function compile(metaEditor: string, wine: boolean): Promise<number> {
	let errors = 0;
	for (const [source, result] of await compileAll(metaEditor, wine ? 'wine' : undefined)) {
		print(`${source}: ${result.errors} errors, ${result.warnings} warnings`);
		for (const complaint of result.complaints) print(`  ${complaint}`);
		errors += result.errors;
	}
	return errors === 0 ? 0 : 1;
}

/** @returns the exit code */
async function run(args: readonly string[]): Promise<number> {
	const { values, positionals } = parseArgs({
		args: [...args],
		allowPositionals: true,
		options: {
			metaeditor: { type: 'string' },
			wine: { type: 'boolean' },
			host: { type: 'string' },
			port: { type: 'string' },
			check: { type: 'boolean' },
			help: { type: 'boolean', short: 'h' },
		},
	});
	if (values.help === true || positionals.length === 0) {
		print(usage);
		return values.help === true ? 0 : 2;
	}
	const parsed = shape.safeParse({ command: positionals[0], ...values });
	if (!parsed.success) throw new Error(`${z.prettifyError(parsed.error)}\n\n${usage}`);
	const { command, host, port, check, metaeditor, wine } = parsed.data;
	if (command === 'compile') return compile(metaeditor, wine);
	if (command === 'listen') await listen({ host, port });
	if (command === 'emulate')
		for (const mode of ['hedging', 'netting'])
			keep(await emulate({ date: today(), args: ['--mode', mode, '--balance', '1000', '--stop-out', '100'], onLine: show }));
	return writePage(check);
}

const print = (text: string) => process.stdout.write(`${text}\n`);
const show = (line: string) => print(`  ${line.replaceAll('\t', ' ')}`);
const today = () => new Date().toISOString().slice(0, 10);
try {
	process.exitCode = await run(process.argv.slice(2));
} catch (error) {
	process.stderr.write(`conformance: ${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
}
