import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { parse, stringify } from '../journal/json.ts';
import type { BrokerState, Deal, Order } from './broker.ts';

/** What a terminal must not forget: the broker's books, and which gateway commands it has received. */
export type Memory = { lastEpoch: bigint; lastSeq: bigint; highestEpoch: bigint };
export type Saved = { readonly broker: BrokerState; readonly memory: Memory };

const shape = z.object({
	broker: z.custom<BrokerState>((value) => typeof value === 'object' && value !== null && 'balanceMinor' in value),
	memory: z.object({ lastEpoch: z.bigint(), lastSeq: z.bigint(), highestEpoch: z.bigint() }),
});

export type Store = {
	load(): Saved | undefined;
	/** Whole or not at all: written beside, then renamed. */
	save(saved: Saved): void;
	/** The broker's own log, for those who count at the far end of the wire. */
	logRequest(input: { commandSeq: bigint; magic: bigint; action: string }): void;
	logDeal(deal: Deal): void;
};

export function fileStore(file: string): Store {
	mkdirSync(dirname(file), { recursive: true });
	return {
		load: () => (existsSync(file) ? withTypes(shape.parse(parse(readFileSync(file, 'utf8')))) : undefined),
		save(saved) {
			writeFileSync(`${file}.new`, stringify(saved));
			renameSync(`${file}.new`, file);
		},
		logRequest: ({ commandSeq, magic, action }) => appendFileSync(`${file}.log`, `request ${commandSeq} ${magic} ${action}\n`),
		logDeal: (deal) =>
			appendFileSync(
				`${file}.log`,
				`deal ${deal.ticket} ${deal.magic} ${deal.symbol} ${deal.type === 1 ? 'BUY' : 'SELL'} ${deal.lots} ${deal.price} ${deal.profitMinor}\n`,
			),
	};
}

/** Books of before there were stop orders say of an order only whether it is a limit. */
function withTypes(saved: Saved): Saved {
	const typed = (order: Order & { readonly limit?: boolean }): Order => ({
		...order,
		type: order.type ?? (order.limit ? 'LIMIT' : 'MARKET'),
	});
	const { orders, history } = saved.broker;
	return { ...saved, broker: { ...saved.broker, orders: orders.map(typed), history: history.map(typed) } };
}

/** Keeps nothing; for tests. */
export function memoryStore(): Store {
	let kept: Saved | undefined;
	return { load: () => kept, save: (saved) => (kept = structuredClone(saved)), logRequest: () => undefined, logDeal: () => undefined };
}
