import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { seeded } from '../support/random.ts';
import type { Tenant } from './tenants.ts';

export const kinds = ['orders', 'positions', 'placeOrder', 'accounts'] as const;
export type Kind = (typeof kinds)[number];
export const doors = ['REST', 'GraphQL'] as const;
export type Door = (typeof doors)[number];
export type Sample = { readonly kind: Kind; readonly door: Door; readonly ms: number };
export type Load = { readonly samples: readonly Sample[]; readonly failures: readonly string[] };

type Ask = { readonly kind: Kind; readonly tenant: Tenant };
type Sent = { readonly method: 'GET' | 'POST'; readonly path: string; readonly body?: string };

/**
 * Requests by the clock, whatever their answers take: the kinds by turns, over both doors by turns, each of a tenant at random, or without a seed of one
 * tenant after another.
 */
export async function load(
	url: string,
	input: { readonly known: readonly Tenant[]; readonly forSec: number; readonly ratePerSecond: number; readonly seed?: number },
): Promise<Load> {
	const { known, forSec, ratePerSecond } = input;
	const random = input.seed === undefined ? null : seeded(input.seed);
	const agent = new Agent({ keepAlive: true, maxSockets: 128 });
	const samples: Sample[] = [];
	const failures: string[] = [];
	const running: Promise<void>[] = [];
	const beginMs = performance.now();
	for (let n = 0; n < forSec * ratePerSecond; n += 1) {
		const dueMs = beginMs + (n * 1_000) / ratePerSecond;
		const waitMs = dueMs - performance.now();
		if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
		const kind = kinds[n % kinds.length] ?? 'orders';
		const door = doors[Math.floor(n / kinds.length) % doors.length] ?? 'REST';
		const tenant = known[random === null ? Math.floor(n / kinds.length) % known.length : random.below(known.length)];
		if (tenant === undefined) throw new Error('there is no tenant');
		running.push(
			ask({ url, agent }, { door, kind, tenant }).then(
				// From when it was due: a queue before the request is part of what its sender waits for.
				() => void samples.push({ kind, door, ms: performance.now() - dueMs }),
				(error: unknown) => void failures.push(error instanceof Error ? error.message : String(error)),
			),
		);
	}
	await Promise.all(running);
	agent.destroy();
	return { samples, failures };
}

async function ask(to: { readonly url: string; readonly agent: Agent }, input: Ask & { readonly door: Door }): Promise<void> {
	const { kind, door, tenant } = input;
	const { status, text } = await send(to, { ...(door === 'REST' ? rest(input) : graphql(input)), token: tenant.token });
	// No terminal is connected, so an order is decided, journalled and denied.
	const isRight = door === 'REST' ? status === (kind === 'placeOrder' ? 422 : 200) : status === 200 && !text.includes('"errors"');
	if (!isRight || (kind === 'placeOrder' && !text.includes(door === 'REST' ? '"denial":{"code":"VENUE_LINK_DOWN"' : 'OrderDenied')))
		throw new Error(`${kind} over ${door}: ${status} ${text.slice(0, 400)}`);
}

const order = ({ tenant: { accountId, instrumentId } }: Ask) => ({
	accountId,
	instrumentId,
	clientOrderId: randomUUID(),
	side: 'BUY',
	type: 'LIMIT',
	quantity: '0.10',
	price: '1.00000',
});

const rest = (input: Ask): Sent =>
	input.kind === 'placeOrder'
		? { method: 'POST', path: '/v1/orders', body: JSON.stringify(order(input)) }
		: { method: 'GET', path: `/v1/${input.kind}` };

const queries = {
	orders:
		'{ orders { edges { node { id clientOrderId side type life quantity filledQuantity instrument { symbol } } } pageInfo { endCursor } } }',
	positions: '{ positions { ticket side quantity averagePrice instrument { symbol } } }',
	placeOrder: 'mutation($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename ... on UserError { code message } } }',
	accounts: '{ accounts { id name currency balance equity } instruments { id symbol } }',
} as const satisfies Record<Kind, string>;

const graphql = (input: Ask): Sent => ({
	method: 'POST',
	path: '/graphql',
	body: JSON.stringify({ query: queries[input.kind], variables: input.kind === 'placeOrder' ? { input: order(input) } : {} }),
});

/** Over kept connections; less work on the client's side than fetch, as both share the processors. */
const send = (
	to: { readonly url: string; readonly agent: Agent },
	{ method, path, body, token }: Sent & { readonly token: string },
): Promise<{ readonly status: number; readonly text: string }> =>
	new Promise((resolve, reject) => {
		const headers = { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
		const sent = request(`${to.url}${path}`, { agent: to.agent, method, headers }, (response) => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => void chunks.push(chunk));
			response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
			response.on('error', reject);
		});
		sent.on('error', reject);
		sent.setTimeout(30_000, () => sent.destroy(new Error(`no answer to ${method} ${path} within 30 s`)));
		sent.end(body);
	});
