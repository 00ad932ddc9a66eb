import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OrderStages } from '@meridian/core';
import { Bridge, readJournal } from '@meridian/execution-gateway/testing';
import { quantile } from '../figures.ts';
import type { Result } from '../types.ts';

export type OrdersInput = {
	readonly dir: string;
	/** Where the terminals' own files are. */
	readonly terminalDir: string;
	readonly binary: string;
	readonly terminals: number;
	/** Of the Expert Advisor, which is also the terminal's floor of it, and how long of it the EA reads. */
	readonly timerMs: number;
	readonly budgetMs: number;
	/** A second, of all terminals together. */
	readonly rate: number;
	readonly rounds: number;
	readonly roundSec: number;
};

/** The first ones are decided by code that is not compiled yet. */
const warmUpSec = 3;

type Sample = OrderStages & {
	/** By our count, from the first: which round it belongs to. */
	readonly nth: number;
	/** How long the request lay in the terminal, read by nobody, until a timer event let the EA read it: MetaTrader's floor, and not ours. */
	readonly heldUs: number;
};

/** Market orders at a steady rate, the terminals in turn; their stages as the journal has them, without what the terminal's timer took. */
export async function measureOrders(input: OrdersInput): Promise<Result[]> {
	const { terminals, rate, rounds, roundSec } = input;
	const count = rate * (warmUpSec + rounds * roundSec);
	const { refused, stateDir } = await trade(input, count);
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
		...rows('of it the timer’s wait', ({ heldUs }) => heldUs),
		...rows('in the terminal', ({ inTerminalUs }) => inTerminalUs),
		...rows('OrderSendAsync to deal', ({ toDealUs }) => toDealUs),
		...rows('terminal to gateway', ({ toGatewayUs }) => toGatewayUs),
		...rows('whole way', ({ roundTripUs }) => roundTripUs),
		...rows('our share', ourShare),
		{ case: `${name}: orders`, metric: 'measured', unit: '', value: byRound.flat().length },
		{ case: `${name}: orders`, metric: 'missing', unit: '', value: count - refused - samples.length },
		{ case: `${name}: orders`, metric: 'refused', unit: '', value: refused },
	];
}

const ourShare = ({ toTerminalUs, inTerminalUs, toGatewayUs, heldUs }: Sample): number | null =>
	toTerminalUs === null || inTerminalUs === null || toGatewayUs === null
		? null
		: Math.max(0, toTerminalUs - heldUs) + inTerminalUs + toGatewayUs;

function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

async function trade(input: OrdersInput, count: number): Promise<{ readonly refused: number; readonly stateDir: string }> {
	const { terminals, rate, timerMs, budgetMs } = input;
	const args = [
		...['--broker-delay-ms', '0', '--books-in-memory', '--log-held', '--chart', 'EURUSD'],
		...['--timer-ms', String(timerMs), '--timer-floor-ms', String(timerMs), '--budget-ms', String(budgetMs)],
	];
	const bridge = await Bridge.open({
		...input,
		terminals: Array.from({ length: terminals }, (_, n) => ({ server: `Broker ${n % 2}`, args: [...args, '--seed', String(n + 1)] })),
	});
	const sent: Promise<unknown>[] = [];
	let refused = 0;
	try {
		await bridge.reconciled();
		await bridge.until('a quote of every terminal', async () => (await bridge.terminals()).every(({ ticksReceived }) => ticksReceived > 0));
		const beganMs = performance.now();
		while (sent.length < count) {
			const due = Math.min(count, Math.floor(((performance.now() - beganMs) / 1_000) * rate));
			for (let n = sent.length; n < due; n++) {
				// Now this way, now the other, so that what is held stays small.
				const side = Math.floor(n / terminals) % 2 === 0 ? 'BUY' : 'SELL';
				const answer = bridge.order(1 + (n % terminals), { clientOrderId: `o${n}`, side });
				sent.push(answer.then((reply) => (refused += reply?.name === 'OrderReply' && reply.body.life !== 'DENIED' ? 0 : 1)));
			}
			await new Promise((resolve) => setTimeout(resolve, 1));
		}
		await Promise.all(sent);
		await new Promise((resolve) => setTimeout(resolve, 1_000)); // the last deals
	} finally {
		await bridge.close();
	}
	return { refused, stateDir: bridge.stateDir };
}

function samplesOf(stateDir: string, { terminals, terminalDir }: OrdersInput): Sample[] {
	const held = Array.from({ length: terminals }, (_, n) => heldIn(join(terminalDir, `terminal-${n + 1}.log`)));
	const nthOf = new Map<number, number>();
	const samples: Sample[] = [];
	readJournal({
		dir: join(stateDir, 'journal'),
		afterSeq: 0,
		visit: ({ outputs }) => {
			for (const output of outputs) {
				if (output.kind === 'order') nthOf.set(output.order.orderId, Number(output.order.clientOrderId.slice(1)));
				if (output.kind !== 'stages') continue;
				const heldUs = held[output.tenantId - 1]?.get(output.orderId);
				// Without its line in the terminal's log nothing is known of its wait: that would be a fault, and no share of zero.
				if (heldUs === undefined) throw new Error(`the log of terminal ${output.tenantId} does not have order ${output.orderId}`);
				samples.push({ ...output.stages, nth: nthOf.get(output.orderId) ?? -1, heldUs });
			}
		},
	});
	return samples;
}

/** By order id. */
function heldIn(file: string): Map<number, number> {
	const held = new Map<number, number>();
	for (const line of readFileSync(file, 'utf8').split('\n')) {
		const [word, orderId, us] = line.split(' ');
		if (word === 'held') held.set(Number(orderId), Number(us));
	}
	return held;
}
