import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { stripVTControlCharacters, styleText } from 'node:util';

const colours = ['cyan', 'magenta', 'yellow', 'blue', 'green', 'cyanBright', 'magentaBright', 'yellowBright', 'blueBright'] as const;
const nameWidth = 17;
const hidden = new Set(['level', 'time', 'service', 'pid', 'msg', 'hostname']);

/** One logger's JSON line as a person reads it; any other text as it is. */
export function readable(line: string): string {
	if (!line.startsWith('{')) return line;
	let record: unknown;
	try {
		record = JSON.parse(line);
	} catch {
		return line;
	}
	if (typeof record !== 'object' || record === null || !('msg' in record) || !('level' in record)) return line;
	const rest = Object.entries(record)
		.filter(([name]) => !hidden.has(name))
		.map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
	const level = String(record.level);
	const mark = level === 'info' ? '' : `${level.toUpperCase()} `;
	return [`${mark}${String(record.msg)}`, ...rest].join('  ');
}

/** Splits a stream into lines: each to the process's log file as it came, and to the screen behind a coloured name. */
export class Output {
	readonly #file: string;
	readonly #prefix: string;
	readonly #quiet: boolean;
	#rest = '';
	#tail: string[] = [];

	constructor(input: { name: string; file: string; order: number; quiet: boolean }) {
		this.#file = input.file;
		this.#quiet = input.quiet;
		const text = input.name.padEnd(nameWidth);
		this.#prefix = process.stdout.isTTY ? styleText(colours[input.order % colours.length] ?? 'cyan', `${text}│`) : `${text}|`;
		mkdirSync(dirname(this.#file), { recursive: true });
	}

	write(chunk: string): void {
		const lines = `${this.#rest}${chunk}`.split('\n');
		this.#rest = lines.pop() ?? '';
		for (const line of lines) this.line(line.replace(/\r$/, ''));
	}

	line(line: string): void {
		if (line.trim() === '') return;
		this.#tail = [...this.#tail.slice(-29), line];
		appendFileSync(this.#file, `${line}\n`);
		if (!this.#quiet) process.stdout.write(`${this.#prefix} ${stripVTControlCharacters(readable(line))}\n`);
	}

	/** The last lines, for a message about a failure. */
	tail(count = 15): string {
		return [...this.#tail, this.#rest]
			.filter((line) => line !== '')
			.slice(-count)
			.map((line) => `    ${readable(line)}`)
			.join('\n');
	}
}
