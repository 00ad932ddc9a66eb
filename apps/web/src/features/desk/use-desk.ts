import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type Api, connectApi, type Line } from '../../lib/api';
import { documents } from '../../lib/documents';
import { QuoteStore } from '../../lib/quotes';
import { tokenSource } from '../../lib/token';
import type { Account, Execution, Instrument, Order, Position, Quote, Tenant, Viewer } from '../../lib/types';
import { merge } from './merge';

export type DeskState = {
	viewer: Viewer;
	tenant: Tenant;
	accounts: Account[];
	instruments: Instrument[];
	orders: Order[];
	executions: Execution[];
	positions: Position[];
};
type Answer = Omit<DeskState, 'orders' | 'executions' | 'positions' | 'viewer'> & {
	me: Viewer;
	orders: { edges: { node: Order }[] };
	executions: { edges: { node: Execution }[] };
};
type Event = { orderEvents: { order?: Order; execution?: Execution } };
const createdAt = (order: Order) => order.createdAt;
const bookedAt = (execution: Execution) => execution.bookedAt;
const stateEveryMs = 2_000;

/** Everything the desk shows, kept live. On every reconnect it is read anew: what was missed meanwhile is in the answer. */
export function useDesk(input: { apiUrl: string; token: string; expiresAtMs: number }) {
	const { apiUrl, token: firstToken, expiresAtMs } = input;
	const token = useMemo(() => tokenSource({ token: firstToken, expiresAtMs }), [firstToken, expiresAtMs]);
	const quotes = useMemo(() => new QuoteStore(), []);
	const api = useRef<Api>(null);
	const [desk, setDesk] = useState<DeskState>();
	const [line, setLine] = useState<Line>({ online: true });
	const [failure, setFailure] = useState('');
	const [toasts, setToasts] = useState<{ id: string; text: string; at: number }[]>([]);

	/** One per id: what an order does next takes the place of what it did before. */
	const toast = useCallback((text: string, id: string = crypto.randomUUID()) => {
		const at = performance.now();
		setToasts((all) => [...all.filter((t) => t.id !== id).slice(-3), { id, text, at }]);
		setTimeout(() => setToasts((all) => all.filter((t) => t.id !== id || t.at !== at)), 5_000);
	}, []);

	const refresh = useCallback(async () => {
		const { tenant, accounts } = (await api.current?.request<Pick<DeskState, 'tenant' | 'accounts'>>(documents.state)) ?? {};
		if (tenant && accounts) setDesk((d) => d && { ...d, tenant, accounts });
	}, []);

	useEffect(() => {
		const load = async () => {
			try {
				const { me, orders, executions, ...rest } = await client.request<Answer>(documents.desk);
				setDesk((d) => ({
					...rest,
					viewer: me,
					orders: merge(d?.orders ?? [], { news: orders.edges.map((e) => e.node), atOf: createdAt }),
					executions: merge(d?.executions ?? [], { news: executions.edges.map((e) => e.node), atOf: bookedAt }),
					positions: d?.positions ?? [],
				}));
				setFailure('');
			} catch (error) {
				setFailure(error instanceof Error ? error.message : String(error));
			}
		};
		const client = connectApi({ url: apiUrl, token, onLine: setLine, onReconnect: () => void load() });
		api.current = client;
		const stops = [
			client.subscribe<{ quotes: Quote[] }>(documents.quotes, (data) => quotes.push(data.quotes)),
			client.subscribe<{ positions: Position[] }>(documents.positions, ({ positions }) =>
				setDesk((d) => {
					if (!d) return d;
					const byId = new Map(d.positions.map((p) => [p.id, p]));
					for (const p of positions) Number(p.quantity) === 0 ? byId.delete(p.id) : byId.set(p.id, p);
					return { ...d, positions: [...byId.values()] };
				}),
			),
			client.subscribe<Event>(documents.orderEvents, ({ orderEvents: { order, execution } }) => {
				if (order)
					toast(
						`${order.side === 'BUY' ? 'Buy' : 'Sell'} ${order.quantity} ${order.instrument?.symbol ?? ''}: ${order.life.toLowerCase().replace('_', ' ')}`,
						order.id,
					);
				setDesk(
					(d) =>
						d && {
							...d,
							orders: order ? merge(d.orders, { news: [order], atOf: createdAt }) : d.orders,
							executions: execution ? merge(d.executions, { news: [execution], atOf: bookedAt }) : d.executions,
						},
				);
			}),
		];
		void load();
		const timer = setInterval(() => refresh().catch((error: Error) => setFailure(error.message)), stateEveryMs);
		return () => {
			clearInterval(timer);
			for (const stop of stops) stop();
			client.close();
		};
	}, [apiUrl, token, quotes, toast, refresh]);

	const request = useCallback(<T>(query: string, variables: Record<string, unknown>): Promise<T> => {
		if (api.current === null) return Promise.reject(new Error('not connected'));
		return api.current.request<T>(query, variables);
	}, []);
	return { desk, quotes, line, failure, toasts, toast, refresh, request };
}
export type Request = ReturnType<typeof useDesk>['request'];
