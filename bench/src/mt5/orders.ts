import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { OrderStages } from '@meridian/core';
import { Bridge, engineName, readJournal } from '@meridian/execution-gateway/testing';
import { loadNative } from '@meridian/native';
import { median, quantile } from '../figures.ts';
import type { Result } from '../types.ts';
import { processOf, processorRows, threadNamed, watchProcessors } from './processors.ts';

export type OrdersInput = {
	readonly dir: string;
	/** Where the terminals' own files are. */
	readonly terminalDir: string;
	readonly binary: string;
	readonly terminals: number;
	/** Of the Expert Advisor, which is also the terminal's floor of it, and how long of it the EA reads. */
	readonly timerMs: number;
	readonly budgetMs: number;
	/** Of several processors the engine thread keeps to the last and never sleeps, and of two all else keeps to the other. */
	readonly hasOwnProcessor: boolean;
	/** A second, of all terminals together. */
	readonly rate: number;
	readonly rounds: number;
	readonly roundSec: number;
};

const waitsFile = 'engine-waits';
/** Before this thread keeps to one of them: then the others count no more. */
const processors = availableParallelism();
/** Of MERIDIAN_SPIN_US. */
const neverSleepsUs = 4_000;

/** The first ones are decided by code that is not compiled yet: so many go out first, a few at a time, then a while at the measured rate. */
const warmUpOrders = 5_000;
const warmUpAtOnce = 16;
const warmUpSec = 2;

type Sample = OrderStages & {
	/** The engine thread could have run, and others had the processors, between the deal told by the terminal and decided here. */
	readonly engineQueuedUs: number;
	readonly roundTripUs: number;
	/** By our count, from the first: which round it belongs to. */
	readonly nth: number;
	readonly held: Held;
};

/** What the emulated terminal says of a request, us. */
type Held = {
	/** It lay there until the timer event was due that let the EA read it: MetaTrader's floor, and not ours. */
	readonly floorUs: number;
	/** From then on until the EA had it. */
	readonly lateUs: number;
	/** The terminal's process could have run, and others had the processors: before the EA had the request, and from OrderSendAsync until the deal was told. */
	readonly queuedUs: number;
	/** When it had told its gateway of the deal, by the steady clock of this machine. */
	readonly toldAtUs: number;
};

/** Market orders at a steady rate, the terminals in turn; their stages as the journal has them, without what the terminal's timer took. */
export async function measureOrders(input: OrdersInput): Promise<Result[]> {
	const { terminals, rate, rounds, roundSec } = input;
	const count = rate * (warmUpSec + rounds * roundSec);
	const { refused, stateDir, processors } = await trade(input, count);
	const samples = samplesOf(stateDir, input);
	const first = rate * warmUpSec;
	const byRound = Array.from({ length: rounds }, (_, round) => {
		const from = first + round * rate * roundSec;
		return samples.filter(({ nth }) => nth >= from && nth < from + rate * roundSec);
	});
	const name = `${terminals} terminal${terminals === 1 ? '' : 's'}, timer ${input.timerMs} ms`;
	const rows = (stage: string, of: (sample: Sample) => number | null): Result[] =>
		[0.5, 0.99].map((q) => ({
			...{ case: `${name}: ${stage}`, metric: `p${q * 100}`, unit: 'us' },
			value: Math.round(median(byRound.map((round) => quantile(Float64Array.from(round.flatMap((one) => of(one) ?? [])).sort(), q)))),
		}));
	return [
		...rows('gateway to terminal', ({ toTerminalUs }) => toTerminalUs),
		...rows('of it the timer’s floor', ({ held }) => held.floorUs),
		...rows('of it the terminal late', ({ held }) => held.lateUs),
		...rows('in the terminal', ({ inTerminalUs }) => inTerminalUs),
		...rows('OrderSendAsync to answer', ({ toAnswerUs }) => toAnswerUs),
		...rows('OrderSendAsync to deal', ({ toDealUs }) => toDealUs),
		...rows('terminal to gateway', ({ toGatewayUs }) => toGatewayUs),
		...rows('whole way', ({ roundTripUs }) => roundTripUs),
		...rows('our share', ourShare),
		...rows('of it the terminal’s wait for a processor', ({ held }) => held.queuedUs),
		...rows('of it the engine thread’s wait for a processor', ({ engineQueuedUs }) => engineQueuedUs),
		...rows('our share without those waits', (sample) => ourShare(sample) - sample.held.queuedUs - sample.engineQueuedUs),
		...processorRows(`${name}: engine thread`, { ...processors, all: processors.engine }),
		...processorRows(`${name}: all terminals`, { ...processors, all: processors.terminals }),
		{ case: `${name}: orders`, metric: 'measured', unit: '', value: byRound.flat().length },
		{ case: `${name}: orders`, metric: 'missing', unit: '', value: count - refused - samples.length },
		{ case: `${name}: orders`, metric: 'refused', unit: '', value: refused },
	];
}

/** By the gateway's clock alone, less what the terminal measured by its own: no difference between clocks comes in. */
const ourShare = ({ roundTripUs, held }: Sample): number => roundTripUs - held.floorUs;

async function trade(input: OrdersInput, count: number) {
	const { terminals, rate, timerMs, budgetMs } = input;
	const args = [
		...['--broker-delay-ms', '0', '--books-in-memory', '--log-held', '--chart', 'EURUSD'],
		...[
			'--timer-ms',
			String(timerMs),
			'--timer-floor-ms',
			String(timerMs),
			'--budget-ms',
			String(budgetMs),
			...(input.hasOwnProcessor ? ['--short-slices'] : []),
		],
	];
	const isAlone = input.hasOwnProcessor && processors > 1;
	// This thread, and what it starts from now on.
	if (isAlone && processors === 2) loadNative().pinThread(0);
	const bridge = await Bridge.open({
		...input,
		...(isAlone
			? { engineCpu: processors - 1, spinUs: neverSleepsUs }
			: { spinUs: 0, ...(!input.hasOwnProcessor && { terminalsNicer: 10 }) }),
		...(existsSync('/proc/thread-self/schedstat') && {
			execArgv: ['--import', new URL('./engine-waits.ts', import.meta.url).href],
			env: { MERIDIAN_BENCH_WAITS: join(input.dir, waitsFile) },
		}),
		terminals: Array.from({ length: terminals }, (_, n) => ({ server: `Broker ${n % 2}`, args: [...args, '--seed', String(n + 1)] })),
	});
	const sent: Promise<unknown>[] = [];
	let refused = 0;
	const place = async (n: number, kind: 'o' | 'w'): Promise<boolean> => {
		// Now this way, now the other, so that what is held stays small.
		const side = Math.floor(n / terminals) % 2 === 0 ? 'BUY' : 'SELL';
		const reply = await bridge.order(1 + (n % terminals), { clientOrderId: `${kind}${n}`, side });
		return reply?.name === 'OrderReply' && reply.body.life !== 'DENIED';
	};
	try {
		await bridge.reconciled();
		await bridge.until('a quote of every terminal', async () => (await bridge.terminals()).every(({ ticksReceived }) => ticksReceived > 0));
		await warmUp((n) => place(n, 'w'));
		const thread = threadNamed(engineName);
		const engine = watchProcessors(thread === undefined ? [] : [thread]);
		const others = watchProcessors(bridge.pids.map(processOf));
		const beganMs = performance.now();
		while (sent.length < count) {
			const due = Math.min(count, Math.floor(((performance.now() - beganMs) / 1_000) * rate));
			for (let n = sent.length; n < due; n++) sent.push(place(n, 'o').then((taken) => (refused += taken ? 0 : 1)));
			await new Promise((resolve) => setTimeout(resolve, 1));
		}
		await Promise.all(sent);
		const processors = { engine: engine.since(), terminals: others.since(), tookMs: performance.now() - beganMs };
		await new Promise((resolve) => setTimeout(resolve, 1_000)); // the last deals
		return { refused, stateDir: bridge.stateDir, processors };
	} finally {
		await bridge.close();
	}
}

async function warmUp(place: (n: number) => Promise<unknown>): Promise<void> {
	let next = 0;
	const lane = async (): Promise<void> => {
		while (next < warmUpOrders) await place(next++);
	};
	await Promise.all(Array.from({ length: warmUpAtOnce }, lane));
}

function samplesOf(stateDir: string, { terminals, terminalDir, dir }: OrdersInput): Sample[] {
	const queuedIn = engineWaits(join(dir, waitsFile));
	const held = Array.from({ length: terminals }, (_, n) => heldIn(join(terminalDir, `terminal-${n + 1}.log`)));
	const nthOf = new Map<number, number>();
	const samples: Sample[] = [];
	readJournal({
		dir: join(stateDir, 'journal'),
		afterSeq: 0,
		visit: ({ outputs }) => {
			for (const output of outputs) {
				if (output.kind === 'order') {
					const [kind, nth] = [output.order.clientOrderId.slice(0, 1), Number(output.order.clientOrderId.slice(1))];
					if (kind === 'o') nthOf.set(output.order.orderId, nth);
				}
				if (output.kind !== 'stages') continue;
				const nth = nthOf.get(output.orderId);
				// Of the warm-up, or without a deal: that one is missing.
				if (nth === undefined || output.stages.toDealUs === null || output.stages.roundTripUs === null) continue;
				const one = held[output.tenantId - 1]?.get(output.orderId);
				// Without its line in the terminal's log nothing is known of its wait: that would be a fault, and no share of zero.
				if (one === undefined) throw new Error(`the log of terminal ${output.tenantId} does not have order ${output.orderId}`);
				samples.push({
					...output.stages,
					roundTripUs: output.stages.roundTripUs,
					nth,
					held: one,
					engineQueuedUs: queuedIn(one.toldAtUs, output.stages.toGatewayUs ?? 0),
				});
			}
		},
	});
	return samples;
}

/** @returns what the engine thread waited for a processor in a span of time; its end is as exact as what is known of the terminal's clock. */
function engineWaits(file: string): (fromUs: number, spanUs: number) => number {
	const waits = existsSync(file)
		? readFileSync(file, 'utf8')
				.split('\n')
				.map((line) => line.split(' ').map(Number))
		: [];
	return (fromUs, spanUs) => {
		let at = 0;
		for (let below = waits.length; at < below; ) {
			const middle = (at + below) >> 1;
			if ((waits[middle]?.[0] ?? 0) < fromUs) at = middle + 1;
			else below = middle;
		}
		let sum = 0;
		for (; at < waits.length; at++) {
			const [endUs = 0, queuedUs = 0] = waits[at] ?? [];
			if (endUs - queuedUs >= fromUs + spanUs) break;
			sum += Math.max(0, Math.min(endUs, fromUs + spanUs) - Math.max(endUs - queuedUs, fromUs));
		}
		return Math.min(sum, spanUs);
	};
}

/** By order id. */
function heldIn(file: string): Map<number, Held> {
	const held = new Map<number, Held>();
	for (const line of readFileSync(file, 'utf8').split('\n')) {
		const [word, ...figures] = line.split(' ');
		const [orderId = 0, floorUs = 0, lateUs = 0, before = 0, after = 0, toldAtUs = 0] = figures.map(Number);
		if (word === 'held') held.set(orderId, { floorUs, lateUs, queuedUs: before + after, toldAtUs });
	}
	return held;
}
