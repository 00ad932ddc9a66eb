import type { EngineInput, VenueSend } from '@meridian/core';
import { venueAccount, venueSpec } from '@meridian/core/testing';
import { expect, test } from 'vitest';
import { newMemory } from '../src/engine/memory.ts';
import { OrderStats } from '../src/engine/order-stats.ts';
import { type OrderLine, openShard } from '../src/engine/shard.ts';
import type { Journal } from '../src/journal/journal.ts';
import { simConfig } from '../src/simulation/config.ts';

const account = venueAccount({ equityMinor: 1_000_000_000, marginFreeMinor: 1_000_000_000 });
const spec = venueSpec({ orderTypes: ['MARKET'], timesInForce: ['IOC'] });
const where = { tenantId: 1, accountId: 1 } as const;
const envelope = { principalId: 1, sessionId: 1, investmentDeciderId: 1, executionDeciderId: 1 };
const none = { orders: [], deals: [], positions: [], requests: [] };
const connected: readonly EngineInput[] = [
	{ kind: 'configure', config: simConfig({ tenantId: 1, version: 1, isPlain: true }) },
	{ kind: 'venue', ...where, event: 'linkUp' },
	{ kind: 'venue', ...where, event: 'spec', instrumentId: 1, spec },
	{
		...{ kind: 'venue', ...where, event: 'snapshot', lastCommandEpoch: 0, lastCommandSeq: 0, ...none },
		account,
	},
	{ kind: 'mark', ...where, instrumentId: 1, bid: 110_000, ask: 110_010, venueAtMs: 1_000 },
];
const order: EngineInput = {
	...{ kind: 'place', ...where, instrumentId: 1, clientOrderId: 'a', side: 'BUY', type: 'MARKET', tif: 'IOC', qty: 100 },
	...{ price: null, sl: null, tp: null, positionTicket: 0n, reduceOnly: false, envelope },
};

/** A journal whose disk keeps what it is told to. */
function slowJournal(): Journal & { keptSeq: number; lastSeq: number } {
	return {
		lastSeq: 0,
		keptSeq: 0,
		get ownSeq() {
			return this.keptSeq;
		},
		copy: () => undefined,
		trouble: '',
		append() {
			this.lastSeq += 1;
			return this.lastSeq;
		},
		close: async () => undefined,
	};
}

test('an order that is kept only after its terminal came back on another line is sent on neither: the new line has told that it never arrived', () => {
	const lines: Record<'first' | 'second', VenueSend[]> = { first: [], second: [] };
	const lineOf = (name: 'first' | 'second', isOpen: () => boolean): OrderLine => ({
		order: (send) => {
			if (isOpen()) lines[name].push(send);
		},
	});
	let current: 'first' | 'second' = 'first';
	const first = lineOf('first', () => current === 'first');
	const second = lineOf('second', () => true);
	const journal = slowJournal();
	const shard = openShard({
		...{ memory: newMemory(), journal, epoch: 1, nowMs: () => 1_000, flush: () => undefined, onKept: () => undefined },
		...{ nowUs: () => 0, stats: new OrderStats(), onFailed: () => undefined },
		lineTo: () => (current === 'first' ? first : second),
	});
	for (const input of connected) shard.submit(input);
	shard.submit(order);
	journal.keptSeq = journal.lastSeq - 1;
	shard.kept();
	current = 'second';
	journal.keptSeq = journal.lastSeq;
	shard.kept();
	expect(lines).toEqual({ first: [], second: [] });

	shard.submit({ ...order, clientOrderId: 'b' });
	journal.keptSeq = journal.lastSeq;
	shard.kept();
	expect(lines.second).toMatchObject([{ commandSeq: 2 }]);
});
