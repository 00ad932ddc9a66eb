import { randomUUID } from 'node:crypto';
import type { ApiClient } from '../api.ts';
import { type AccountRow, cancel, closePosition, type OrderRow, type PlaceInput, place } from '../trading.ts';
import { until } from '../wait.ts';
import type { Outcome, Step } from './script.ts';

const lotsText = (lots: bigint): string => decimal(lots, 2);
const priceText = (points: bigint): string => decimal(points, 5);
function decimal(value: bigint, digits: number): string {
	const text = value.toString().padStart(digits + 1, '0');
	return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** Carries a script out through the public API, waiting for each step to settle, and keeps what became of every step. */
export function createDesk(api: ApiClient, input: { account: AccountRow; instrumentId: string }) {
	const { account, instrumentId } = input;
	const placed = new Map<string, PlaceInput>();

	/** The engine's own word: the same client order id gives the same order, as it now is. */
	async function look(id: string): Promise<OrderRow> {
		const terms = placed.get(id);
		if (terms === undefined) throw new Error(`step ${id} placed nothing`);
		const answer = await place(api, terms);
		if (answer.order === undefined || answer.duplicate !== true)
			throw new Error(`${id}: ${answer.__typename} ${answer.code} ${answer.message}`);
		return answer.order;
	}
	const settled = (id: string, lives: readonly string[]): Promise<OrderRow> =>
		until(`${id} to be ${lives.join(' or ')}`, async () => {
			const order = await look(id);
			return lives.includes(order.life) && order.pending === 'NONE' && order;
		});

	return {
		look,
		async act(step: Step): Promise<Outcome> {
			if (step.kind === 'cancel') {
				const answer = await cancel(api, (await look(step.of)).id);
				if (answer.code !== undefined) return 'SKIPPED';
				await settled(step.of, ['CANCELED']);
				return 'CANCELED';
			}
			if (step.kind === 'close') {
				const { venueOrderTicket } = await look(step.of);
				if (venueOrderTicket === null) return 'SKIPPED';
				const terms = {
					accountId: account.id,
					instrumentId,
					ticket: venueOrderTicket,
					quantity: lotsText(step.lots),
					clientOrderId: randomUUID(),
				};
				const closing = await closePosition(api, terms);
				if (closing.order === undefined) return 'SKIPPED';
				await until(`${step.id} to be FILLED`, async () => (await closePosition(api, terms)).order?.life === 'FILLED');
				return 'FILLED';
			}
			const terms: PlaceInput = {
				accountId: account.id,
				instrumentId,
				clientOrderId: randomUUID(),
				side: step.side,
				type: step.kind === 'market' ? 'MARKET' : 'LIMIT',
				quantity: lotsText(step.lots),
				...(step.kind === 'limit' ? { price: priceText(step.price) } : {}),
				...(step.sl > 0n ? { stopLoss: priceText(step.sl) } : {}),
				...(step.tp > 0n ? { takeProfit: priceText(step.tp) } : {}),
			};
			placed.set(step.id, terms);
			const answer = await place(api, terms);
			if (answer.__typename !== 'PlaceOrderSuccess') throw new Error(`${step.id}: ${answer.__typename} ${answer.code} ${answer.message}`);
			await settled(step.id, step.kind === 'market' ? ['FILLED'] : ['ACCEPTED']);
			return step.kind === 'market' ? 'FILLED' : 'WORKING';
		},
	};
}
export type Desk = ReturnType<typeof createDesk>;
