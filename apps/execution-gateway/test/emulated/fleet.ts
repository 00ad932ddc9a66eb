import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { columnsOver, TickBatch } from '@meridian/market-data';
import { expect } from 'vitest';
import { readJournal } from '../../src/journal/read.ts';
import { Bridge } from '../../src/testing/bridge.ts';
import { newFolder, terminalBinary } from './recorded.ts';

/** Each tenant's market is in a range of its own, so that whatever crosses over shows in its price. */
const rangePoints = 100;
const baseOf = (tenantId: number): number => 100_000 + tenantId * rangePoints;
const ordersEach = 4;
const taken: ReadonlySet<string> = new Set(['SUBMITTED', 'ACCEPTED', 'FILLED']);

/** Longer than the test may take: once a market has ended its quotes grow old, and orders are denied. */
const marketSec = 900;

/** Rows that are alike but for the price: the same symbol at the same moments. */
function market(tenantId: number): string {
	const lines: string[] = [];
	for (let n = 0; n < marketSec * 10; n++) {
		const bid = baseOf(tenantId) + (n % 7);
		lines.push(`EURUSD,${1_704_153_600_000 + n * 100},${(bid / 1e5).toFixed(5)},${((bid + 10) / 1e5).toFixed(5)}\n`);
	}
	return lines.join('');
}

/**
 * So many terminals on one gateway, a tenant each, all with the same account id, instrument ids and symbols at two brokers; every tenant trades
 * in the same moment under the same client order ids. What each tenant's books and ticks hold must be its own.
 */
export async function expectNothingCrosses(count: number): Promise<void> {
	const dir = newFolder();
	const binary = terminalBinary();
	const terminals = Array.from({ length: count }, (_, n) => {
		const file = join(dir, `market-${n + 1}.csv`);
		writeFileSync(file, market(n + 1));
		// Once a timer event: fifty that read all the time want more processors than a machine has that runs them all.
		return { server: `Broker ${n % 2}`, args: ['--ticks', file, '--chart', 'EURUSD', '--broker-delay-ms', '1', '--budget-ms', '0'] };
	});
	const bridge = await Bridge.open({ dir, binary, terminals });
	const filled = fillsOf(bridge);
	const tenants = terminals.map((_, n) => n + 1);
	try {
		await bridge.reconciled();
		await bridge.until('a quote of every terminal', async () => (await bridge.terminals()).every(({ ticksReceived }) => ticksReceived > 0));
		for (let n = 0; n < ordersEach; n++) {
			const side = n % 2 === 0 ? 'BUY' : 'SELL';
			// A machine that is so busy that a terminal does not get to its heartbeats for seconds loses its line, and comes back.
			await bridge.reconciled();
			const answers = await Promise.all(tenants.map((tenantId) => bridge.order(tenantId, { clientOrderId: `o${n}`, side })));
			// One that had to be asked for again may have gone on meanwhile.
			const refused = answers.flatMap((answer, i) =>
				answer?.name === 'OrderReply' && taken.has(answer.body.life) ? [] : [`${i + 1}: ${wordOf(answer)}`],
			);
			expect(refused).toEqual([]);
		}
		await bridge.until(
			'every terminal to be told as ready',
			() => statesOf(bridge).filter((state) => state.endsWith('READY')).length === count,
		);
		await bridge.until('every order to be filled', () => filled().length === count * ordersEach);
		expect(statesOf(bridge)).toEqual(tenants.map((tenantId) => `${tenantId} READY`));
	} finally {
		await bridge.close();
	}
	for (const { tenantId, price } of filled()) expect([tenantId, isOwn(tenantId, price)]).toEqual([tenantId, true]);
	expect(Map.groupBy(filled(), ({ tenantId }) => tenantId).size).toBe(count);
	const ticks = ticksOf(bridge);
	expect([ticks.size, [...ticks].flatMap(([tenantId, bids]) => bids.filter((bid) => !isOwn(tenantId, bid)))]).toEqual([count, []]);
	const quotes = bridge.told.flatMap((told) => (told.kind === 'quotes' ? told.messages : []));
	expect(
		quotes.flatMap(({ tenantId, quotes: all }) => all.filter(({ instrumentId, bid }) => instrumentId === 1 && !isOwn(tenantId, bid))),
	).toEqual([]);
}

const wordOf = (answer: Awaited<ReturnType<Bridge['order']>>): string =>
	answer?.name === 'OrderReply' ? `${answer.body.life} ${answer.body.denialCode}` : (answer?.name ?? 'no answer');

/** As last told of each, by tenant. */
function statesOf(bridge: Bridge): string[] {
	const last = new Map<number, string[]>();
	for (const told of bridge.told)
		if (told.kind === 'fleet')
			for (const { tenantId, terminals } of told.messages)
				last.set(
					tenantId,
					terminals.map(({ state }) => `${tenantId} ${state}`),
				);
	return [...last].toSorted(([a], [b]) => a - b).flatMap(([, states]) => states);
}

const isOwn = (tenantId: number, price: number): boolean => price >= baseOf(tenantId) && price < baseOf(tenantId) + rangePoints;

/** What the journal has by now. It goes on where it stopped: who waits for it has the same processors as those that it waits for. */
function fillsOf(bridge: Bridge): () => readonly { readonly tenantId: number; readonly price: number }[] {
	const found: { tenantId: number; price: number }[] = [];
	let afterSeq = 0;
	return () => {
		const { lastSeq } = readJournal({
			dir: join(bridge.stateDir, 'journal'),
			afterSeq,
			visit: ({ outputs }) => {
				for (const output of outputs)
					if (output.kind === 'execution' && output.execution.orderId !== 0)
						found.push({ tenantId: output.execution.tenantId, price: output.execution.price });
			},
		});
		afterSeq = lastSeq;
		return found;
	};
}

/** Bids of the first instrument as they went to market data, by tenant. */
function ticksOf(bridge: Bridge): Map<number, number[]> {
	const tenantOf = new Map<number, number>();
	const bids = new Map<number, number[]>();
	for (const told of bridge.told) {
		if (told.kind !== 'ticks') continue;
		for (const { stream, tenantId, instrumentId } of told.message.streams) if (instrumentId === 1) tenantOf.set(stream, tenantId);
		const { columns } = new TickBatch(columnsOver(told.message.memory, { offset: 0, capacity: told.message.rows }));
		for (let row = 0; row < told.message.rows; row++) {
			const tenantId = tenantOf.get(columns.instrumentId[row] ?? -1);
			if (tenantId !== undefined) bids.set(tenantId, [...(bids.get(tenantId) ?? []), columns.bid[row] ?? 0]);
		}
	}
	return bids;
}
