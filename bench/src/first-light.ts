import { randomUUID } from 'node:crypto';
import { connect } from '@meridian/e2e/api';
import { endStack, startFresh } from '@meridian/e2e/stack';
import { accounts, instrumentId, orderEventShape, orderEventsDocument, place } from '@meridian/e2e/trading';
import { until } from '@meridian/e2e/wait';
import { z } from 'zod';
import { quantileRows } from './figures.ts';
import type { Result } from './types.ts';

const orderCount = 300;
const quoteCount = 300;
const quotesDocument = 'subscription { quotes { venueAt instrument { symbol } } }';
const quotesShape = z.object({ quotes: z.array(z.object({ venueAt: z.string(), instrument: z.object({ symbol: z.string() }) })) });

const rows = (name: string, samplesMs: readonly number[]): Result[] =>
	quantileRows(name, { samples: samplesMs, unit: 'ms', quantiles: [0.5, 0.95, 0.99] });

/** The whole running system as a trader meets it: HTTP and WebSocket in front, the Expert Advisor in its emulator at the far end. */
export const benchmark = {
	name: 'first-light',
	description: 'an order and a quote through portal API, gateway and emulated terminal',
	loadShape: `closed loop, one client: ${orderCount} market orders one after another on a netting account, then ${quoteCount} quote messages`,
	excludes:
		'the browser, any network but loopback, and queueing under load. The emulated broker answers after its configured delay (30 ms), which "order to fill" includes. Quotes are conflated to 20 Hz by the gateway and 10 Hz by the API, which "quote to subscriber" includes; terminal and subscriber share one clock of 1 ms resolution.',
	async run(): Promise<Result[]> {
		const stack = await startFresh('bench', { web: false });
		const outcome = { result: { state: 'fail' } };
		try {
			const api = await connect(stack.urls.api, stack.login('trader@aurora.example'));
			const account = await until(
				'the netting account to be reconciled',
				async () => (await accounts(api)).find((a) => a.mode === 'NETTING' && a.reconciled),
				60_000,
			);
			const eurusd = await instrumentId(api, 'EURUSD');
			const filledAt = new Map<string, number>();
			const events = api.subscribe(
				orderEventsDocument,
				{},
				orderEventShape.transform((e) => {
					const order = e.orderEvents.order;
					if (order?.life === 'FILLED' && !filledAt.has(order.clientOrderId)) filledAt.set(order.clientOrderId, performance.now());
					return e;
				}),
			);
			const ackMs: number[] = [];
			const fillMs: number[] = [];
			for (let i = 0; i < orderCount; i++) {
				const clientOrderId = randomUUID();
				const start = performance.now();
				const answer = await place(api, {
					accountId: account.id,
					instrumentId: eurusd,
					clientOrderId,
					side: i % 2 === 0 ? 'BUY' : 'SELL',
					type: 'MARKET',
					quantity: '0.10',
				});
				const acked = performance.now();
				if (answer.__typename !== 'PlaceOrderSuccess') throw new Error(`order ${i}: ${answer.__typename} ${answer.code} ${answer.message}`);
				const seen = await until('the fill', () => filledAt.get(clientOrderId));
				if (i < orderCount / 10) continue; // warm-up
				ackMs.push(acked - start);
				fillMs.push(seen - start);
			}
			events.stop();
			const quoteMs: number[] = [];
			let first = true;
			const quotes = api.subscribe(
				quotesDocument,
				{},
				quotesShape.transform((m) => {
					if (!first) for (const quote of m.quotes) quoteMs.push(Date.now() - Date.parse(quote.venueAt));
					first = false; // the first message carries last values of any age
					return m;
				}),
			);
			await until('enough quotes', () => quoteMs.length >= quoteCount, 120_000);
			quotes.stop();
			await api.close();
			outcome.result.state = 'pass';
			return [
				...rows('placeOrder to ack', ackMs),
				...rows('order to fill at subscriber', fillMs),
				...rows('quote at terminal to subscriber', quoteMs),
			];
		} finally {
			await endStack(stack, outcome);
		}
	},
};
