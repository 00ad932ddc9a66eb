import type { CDPSession } from 'playwright-core';
import { z } from 'zod';

const eventShape = z.object({
	...{ name: z.string(), ph: z.string(), ts: z.number(), pid: z.number(), tid: z.number() },
	...{ dur: z.number().optional(), tdur: z.number().optional() },
	args: z
		.object({ name: z.string().optional(), beginData: z.object({ dirtyObjects: z.number().optional() }).loose().optional() })
		.loose()
		.optional(),
});
export type TraceEvent = z.infer<typeof eventShape>;

/** Script, style and layout, and the collection of garbage that script makes. What lies within another of them is counted once. */
const work = new Set([
	...['FunctionCall', 'EvaluateScript', 'FireAnimationFrame', 'TimerFire', 'EventDispatch', 'RunMicrotasks', 'WebSocketReceive'],
	...['UpdateLayoutTree', 'Layout', 'PrePaint', 'MinorGC', 'MajorGC', 'V8.GCScavenger', 'V8.GCFinalizeMC'],
]);
const frameMark = 'BeginMainThreadFrame';
/** What only the thread that lays the page out does. */
const mainMark = 'PrePaint';

/** Records what the browser itself tells of a stretch of time. */
export async function record(session: CDPSession, during: () => Promise<void>): Promise<TraceEvent[]> {
	const events: TraceEvent[] = [];
	session.on('Tracing.dataCollected', ({ value }) => {
		for (const one of value) {
			const parsed = eventShape.safeParse(one);
			if (parsed.success) events.push(parsed.data);
		}
	});
	await session.send('Tracing.start', {
		traceConfig: {
			includedCategories: [
				'devtools.timeline',
				'toplevel',
				'v8',
				'disabled-by-default-devtools.timeline',
				'disabled-by-default-devtools.timeline.frame',
			],
		},
		transferMode: 'ReportEvents',
	});
	await during();
	const complete = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()));
	await session.send('Tracing.end');
	await complete;
	return events;
}

export type Summary = {
	/** CPU of script and layout by frame, in ms; frames without any are left out. */
	readonly frameMs: readonly number[];
	/** CPU of each task of the main thread, in ms. */
	readonly taskMs: readonly number[];
	/** The same by the wall clock, which also counts what other programs took. */
	readonly taskWallMs: readonly number[];
	readonly laidOut: number;
	readonly seconds: number;
};

/** Of the thread that laid most frames out: the page's main thread. @throws where the trace has none. */
export function summarise(events: readonly TraceEvent[]): Summary {
	const frames = new Map<string, number>();
	const threadOf = ({ pid, tid }: TraceEvent) => `${pid}:${tid}`;
	for (const event of events) if (event.name === mainMark) frames.set(threadOf(event), (frames.get(threadOf(event)) ?? 0) + 1);
	const [main] = [...frames].sort((a, b) => b[1] - a[1])[0] ?? [];
	if (main === undefined) throw new Error('the trace holds no frame: did the page draw at all?');
	const own = events.filter((event) => threadOf(event) === main).sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
	const marks = events
		.filter((event) => event.name === frameMark && main.startsWith(`${event.pid}:`))
		.map(({ ts }) => ts)
		.sort((a, b) => a - b);
	const sums = new Map<number, number>();
	let [covered, frame] = [0, 0];
	const [taskMs, taskWallMs]: [number[], number[]] = [[], []];
	let laidOut = 0;
	for (const event of own) {
		if (event.ph !== 'X' || event.dur === undefined) continue;
		const cpu = (event.tdur ?? event.dur) / 1_000;
		if (event.name === 'RunTask') {
			taskMs.push(cpu);
			taskWallMs.push(event.dur / 1_000);
		}
		if (event.name === 'Layout') laidOut += event.args?.beginData?.dirtyObjects ?? 0;
		if (!work.has(event.name) || event.ts < covered) continue;
		covered = event.ts + event.dur;
		while (frame < marks.length && (marks[frame] ?? 0) <= event.ts) frame++;
		sums.set(frame, (sums.get(frame) ?? 0) + cpu);
	}
	const seconds = ((marks.at(-1) ?? 0) - (marks[0] ?? 0)) / 1e6;
	return { frameMs: [...sums.values()], taskMs, taskWallMs, laidOut, seconds };
}
