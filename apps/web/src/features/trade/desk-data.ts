import { RowStore } from '../../design/grid/row-store';
import type { Api } from '../../lib/api';
import { documents } from '../../lib/documents';
import { QuoteStore } from '../../lib/quotes';
import type { Account, AccountWorth, Execution, Order, Position, Quote } from '../../lib/types';

type Page<Row> = { pageInfo: { hasNextPage: boolean; endCursor: string | null }; edges: { node: Row }[] };
type Event = { orderEvents: { seq: string; order?: Order; execution?: Execution } };
export type Watching = { readonly onOrder: (order: Order, before: Order | undefined) => void; readonly onFailure: (text: string) => void };

/** With more accounts than this, one subscription serves all; it can't resume by sequence, so that a reconnect reads everything anew. */
const mostStreams = 12;
export type PositionNews = Pick<Position, 'id' | 'currentPrice' | 'unrealisedPnl'> & { readonly position: Position | null };
const isThere = ({ quantity }: Position): boolean => Number(quantity) !== 0;
const idOf = (row: { readonly id: string }): string => row.id;

/** All rows that the desk shows, kept live. */
export class DeskData {
	readonly orders = new RowStore<Order>(idOf).await();
	readonly executions = new RowStore<Execution>(idOf).await();
	readonly positions = new RowStore<Position>(idOf).await();
	readonly worths = new RowStore<AccountWorth>(idOf);
	readonly quotes = new QuoteStore();
	#olderOrders: string | null = null;
	#olderExecutions: string | null = null;

	get hasOlder(): boolean {
		return this.#olderOrders !== null || this.#olderExecutions !== null;
	}

	/** Subscribes first and reads then, so that nothing falls between. @returns how to stop. */
	follow(api: Api, input: { readonly accounts: readonly Account[] } & Watching): () => void {
		let fresh = true;
		const take = ({ order, execution }: Event['orderEvents']) => {
			if (order) this.#take(order, input.onOrder);
			if (execution) this.executions.put([execution]);
		};
		const streams = input.accounts.length > mostStreams ? [undefined] : input.accounts.map(({ id }) => id);
		const stops = [
			api.subscribe<{ quotes: Quote[] }>(documents.quotes, ({ quotes }) => this.quotes.push(quotes)),
			api.subscribe<{ positionNews: PositionNews[] }>(documents.positionNews, ({ positionNews }) => {
				if (fresh) this.positions.replace(positionNews.flatMap(({ position }) => (position && isThere(position) ? [position] : [])));
				else this.takePositions(positionNews);
				fresh = false;
				this.positions.settle();
			}),
			...streams.map((accountId) => {
				// The client sends these anew at every reconnect: the stream goes on right after what was last seen.
				const variables: Record<string, unknown> = accountId === undefined ? {} : { accountId };
				return api.subscribe<Event>(
					documents.orderEvents,
					({ orderEvents }) => {
						if (accountId !== undefined) variables.afterSeq = orderEvents.seq;
						take(orderEvents);
					},
					variables,
				);
			}),
			api.onReconnect(() => {
				fresh = true;
				void this.load(api).catch((error: Error) => input.onFailure(error.message));
			}),
		];
		void this.load(api).catch((error: Error) => input.onFailure(error.message));
		return () => {
			for (const stop of stops) stop();
		};
	}

	/** Whole where the books changed, else only what a quote makes of it. News of one that is not here come after its end. */
	takePositions(news: readonly PositionNews[]): void {
		const rows: Position[] = [];
		const gone: string[] = [];
		for (const { id, position, currentPrice, unrealisedPnl } of news) {
			const known = this.positions.get(id);
			if (position && !isThere(position)) gone.push(id);
			else if (position) rows.push(position);
			else if (known) rows.push({ ...known, currentPrice, unrealisedPnl });
		}
		this.positions.put(rows);
		this.positions.remove(gone);
	}

	/** The newest page of each, and every order that works however old. */
	async load(api: Api): Promise<void> {
		const [newest, working, deals] = await Promise.all([
			api.request<{ orders: Page<Order> }>(documents.orders),
			api.request<{ orders: Page<Order> }>(documents.orders, { working: true }),
			api.request<{ executions: Page<Execution> }>(documents.executions),
		]);
		for (const { node } of [...working.orders.edges, ...newest.orders.edges]) this.#take(node);
		this.executions.put(deals.executions.edges.map(({ node }) => node));
		this.#olderOrders = next(newest.orders);
		this.#olderExecutions = next(deals.executions);
		this.orders.settle();
		this.executions.settle();
	}

	/** Pages further back, until there are `most` rows or no more. */
	async loadOlder(api: Api, most: number): Promise<void> {
		while (this.#olderOrders !== null && this.orders.size < most) {
			const { orders } = await api.request<{ orders: Page<Order> }>(documents.orders, { after: this.#olderOrders });
			for (const { node } of orders.edges) this.#take(node);
			this.#olderOrders = next(orders);
		}
		while (this.#olderExecutions !== null && this.executions.size < most) {
			const { executions } = await api.request<{ executions: Page<Execution> }>(documents.executions, { after: this.#olderExecutions });
			this.executions.put(executions.edges.map(({ node }) => node));
			this.#olderExecutions = next(executions);
		}
	}

	/** Of one order the state with the higher sequence wins: an old answer never overwrites news. */
	#take(order: Order, tell?: Watching['onOrder']): void {
		const before = this.orders.get(order.id);
		if (before !== undefined && BigInt(order.seq) < BigInt(before.seq)) return;
		this.orders.put([order]);
		tell?.(order, before);
	}
}

const next = ({ pageInfo }: Page<unknown>): string | null => (pageInfo.hasNextPage ? pageInfo.endCursor : null);
