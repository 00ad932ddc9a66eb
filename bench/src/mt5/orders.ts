import { join } from 'node:path';
import type { OrderStages } from '@meridian/core';
import { Bridge, readJournal } from '@meridian/execution-gateway/testing';
import { quantileRows } from '../figures.ts';
import type { Result } from '../types.ts';

/** The first ones are decided by code that is not compiled yet. */
const warmUpSec = 2;

/** Market orders at a steady rate, the terminals in turn; their stages as the journal has them. */
export async function measureOrders(input: {
	readonly dir: string;
	readonly binary: string;
	readonly terminals: number;
	/** Of the EA, and the terminal's floor of it. */
	readonly timerMs: number;
	/** A second, of all terminals together. */
	readonly rate: number;
	readonly seconds: number;
}): Promise<Result[]> {
	const { terminals, rate, timerMs } = input;
	const args = [
		'--broker-delay-ms',
		'0',
		'--books-in-memory',
		'--timer-ms',
		String(timerMs),
		'--timer-floor-ms',
		String(timerMs),
		'--chart',
		'EURUSD',
	];
	const bridge = await Bridge.open({
		...input,
		terminals: Array.from({ length: terminals }, (_, n) => ({ server: `Broker ${n % 2}`, args: [...args, '--seed', String(n + 1)] })),
	});
	const count = rate * (input.seconds + warmUpSec);
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
	const all = stagesOf(bridge.stateDir);
	const samples = all.slice(rate * warmUpSec);
	const of = (pick: (stages: OrderStages) => number | null): number[] => samples.flatMap((stages) => pick(stages) ?? []);
	const name = (stage: string) => `${terminals} terminal${terminals === 1 ? '' : 's'}, timer ${timerMs} ms: ${stage}`;
	const rows = (stage: string, values: readonly number[]) =>
		quantileRows(name(stage), { samples: values, unit: 'us', quantiles: [0.5, 0.99] });
	return [
		...rows(
			'gateway to terminal',
			of((stages) => stages.toTerminalUs),
		),
		...rows(
			'in the terminal',
			of((stages) => stages.inTerminalUs),
		),
		...rows(
			'OrderSendAsync to deal',
			of((stages) => stages.toDealUs),
		),
		...rows(
			'terminal to gateway',
			of((stages) => stages.toGatewayUs),
		),
		...rows(
			'whole way',
			of((stages) => stages.roundTripUs),
		),
		...rows('our share', of(ourShare)),
		{ case: name('orders'), metric: 'measured', unit: '', value: samples.length },
		{ case: name('orders'), metric: 'missing', unit: '', value: count - refused - all.length },
		{ case: name('orders'), metric: 'refused', unit: '', value: refused },
	];
}

const ourShare = ({ toTerminalUs, inTerminalUs, toGatewayUs }: OrderStages): number | null =>
	toTerminalUs === null || inTerminalUs === null || toGatewayUs === null ? null : toTerminalUs + inTerminalUs + toGatewayUs;

function stagesOf(stateDir: string): OrderStages[] {
	const stages: OrderStages[] = [];
	readJournal({
		dir: join(stateDir, 'journal'),
		afterSeq: 0,
		visit: ({ outputs }) => {
			for (const output of outputs) if (output.kind === 'stages') stages.push(output.stages);
		},
	});
	return stages;
}
