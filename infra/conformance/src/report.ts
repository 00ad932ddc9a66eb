import { z } from 'zod';

const count = z.coerce.number().int();
const word = z.string().max(200);

/** What the terminal said of itself, as its lines carry it. */
const facts = z.object({
	kit: word,
	build: count.nonnegative(),
	company: word,
	server: word.min(1),
	demo: z.enum(['yes', 'no']),
	positions: z.enum(['hedging', 'netting']),
	symbol: word.min(1),
	fillingMask: count.nonnegative(),
	execution: count.nonnegative(),
	chosenFilling: z.enum(['FOK', 'IOC', 'RETURN']),
	stopsLevel: count,
	freezeLevel: count,
	pingUs: count,
	listed: word,
});

/** What was seen: by probe and key, every value in the order in which it came. */
const sightings = z.record(z.string(), z.record(z.string(), z.array(word)));

/** A report file. It names broker and build, never the account. */
export const report = z
	.strictObject({
		format: z.literal(1),
		/** True: no real terminal, and nothing that it shows counts for one. */
		emulated: z.boolean(),
		date: z.iso.date(),
		terminal: facts,
		saw: sightings,
	})
	.refine(({ emulated, terminal }) => emulated === (terminal.build === 0), {
		error: 'emulated and the build contradict each other: only the emulated terminal has build 0',
	});
export type Report = z.infer<typeof report>;

/** Gathers the lines of one run. */
export class Recorder {
	readonly #facts = new Map<string, string>();
	readonly #saw = new Map<string, Map<string, string[]>>();
	#isDone = false;

	/** @returns whether it was a line of the report. @throws with the line where it is malformed */
	take(line: string): boolean {
		const [kind, first, second, value] = line.split('\t');
		if (kind === 'done') this.#isDone = true;
		else if (kind === 'fact' && first !== undefined && second !== undefined) this.#facts.set(first, second);
		else if (kind === 'saw' && first !== undefined && second !== undefined && value !== undefined) this.#add([first, second], value);
		else if (kind === 'fact' || kind === 'saw') throw new Error(`a line of the Expert Advisor is malformed: ${JSON.stringify(line)}`);
		else return false;
		return true;
	}
	#add([probe, key]: readonly [string, string], value: string): void {
		const keys = this.#saw.get(probe) ?? new Map<string, string[]>();
		this.#saw.set(probe, keys.set(key, [...(keys.get(key) ?? []), value]));
	}
	get isDone(): boolean {
		return this.#isDone;
	}
	/** @throws where the run did not come to its end, or a fact is missing */
	report(date: string): Report {
		if (!this.#isDone) throw new Error('the run did not come to its end: no report is made of half a run');
		const terminal = facts.parse(Object.fromEntries(this.#facts));
		const saw = Object.fromEntries([...this.#saw].map(([probe, keys]) => [probe, Object.fromEntries(keys)]));
		const intervals = (saw.timer?.us ?? []).map(Number).toSorted((a, b) => a - b);
		const at = (share: number): string[] => [String(intervals[Math.floor((intervals.length - 1) * share)] ?? 0)];
		if (intervals.length > 0) saw.timer = { minUs: at(0), medianUs: at(0.5), maxUs: at(1) };
		return report.parse({ format: 1, emulated: terminal.build === 0, date, terminal, saw });
	}
}

/** The text of a report file, and its name: `broker-server-positions.json`. */
export const fileOf = ({ terminal, emulated }: Report): string =>
	`${emulated ? 'emulated' : `${slug(terminal.server)}-build-${terminal.build}`}-${terminal.positions}.json`;
export const textOf = (made: Report): string => `${JSON.stringify(made, null, 2)}\n`;
const slug = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
