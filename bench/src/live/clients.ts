import { WebSocket } from 'ws';
import { z } from 'zod';

/**
 * Subscribers in a process of their own, since a process has 20,000 files at most and theirs must not be the server's memory. They speak
 * graphql-transport-ws by hand: a client library would cost more than the server.
 */
const plan = z.object({
	url: z.string(),
	tokens: z.array(z.string()),
	fast: z.int(),
	slow: z.int(),
	stalled: z.int(),
	accountIds: z.array(z.string()),
	instrumentIds: z.array(z.string()),
});
const command = z.discriminatedUnion('say', [
	z.object({ say: z.literal('open'), plan }),
	z.object({ say: z.literal('begin') }),
	z.object({ say: z.literal('report') }),
]);

const quotes =
	'subscription($ids: [ID!], $everyMs: Int) { quotes(instrumentIds: $ids, everyMs: $everyMs) { bid ask at instrument { id } } }';
const events = 'subscription($id: ID!) { orderEvents(accountId: $id) { ... on OrderChanged { seq order { updatedAt } } } }';

const counts = { messages: 0, bytes: 0, events: 0, values: 0, stalledClosed: 0, lost: 0 };
let latencyMs: number[] = [];
const seen = new Map<string, number>();
/** Watchers whose messages are read whole; the others' are counted alone. */
const sampled = 10;

type Kind = { readonly query: string; readonly variables: Record<string, unknown>; readonly onText: (text: string) => void };

function open(url: string, input: { readonly token: string; readonly kind: Kind; readonly isStalled?: boolean }): Promise<void> {
	return new Promise((resolve, reject) => {
		const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { perMessageDeflate: false });
		let isUp = false;
		socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${input.token}` } })));
		socket.on('message', (data: Buffer) => {
			if (!isUp) {
				const text = data.toString('utf8');
				if (!text.includes('connection_ack')) return reject(new Error(`refused: ${text.slice(0, 200)}`));
				isUp = true;
				const { query, variables } = input.kind;
				socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables } }));
				if (input.isStalled) socket.pause();
				resolve();
				return;
			}
			counts.messages += 1;
			counts.bytes += data.length;
			input.kind.onText(data.toString('utf8'));
		});
		socket.on('close', (code) => {
			if (!isUp) reject(new Error(`closed with ${code}`));
			else if (input.isStalled) counts.stalledClosed += 1;
			else counts.lost += 1;
		});
		socket.on('error', () => undefined);
	});
}

const event = z.object({
	payload: z.object({ data: z.object({ orderEvents: z.object({ seq: z.string(), order: z.object({ updatedAt: z.string() }) }) }) }),
});
const quoteMessage = z.object({
	payload: z.object({ data: z.object({ quotes: z.array(z.object({ bid: z.string(), instrument: z.object({ id: z.string() }) })) }) }),
});

async function openAll(input: z.infer<typeof plan>): Promise<void> {
	const { url, tokens } = input;
	const tokenOf = (n: number): string => tokens[n % tokens.length] ?? '';
	const watch = (everyMs: number, isSampled: boolean): Kind => ({
		query: quotes,
		variables: { ids: input.instrumentIds, everyMs },
		onText: isSampled
			? (text) => {
					for (const { bid, instrument } of quoteMessage.parse(JSON.parse(text)).payload.data.quotes) {
						counts.values += 1;
						const key = `${instrument.id} ${bid}`;
						seen.set(key, (seen.get(key) ?? 0) + 1);
					}
				}
			: () => undefined,
	});
	const onEvent = (text: string): void => {
		const { seq, order } = event.parse(JSON.parse(text)).payload.data.orderEvents;
		if (seq === '0') return;
		counts.events += 1;
		latencyMs.push(Date.now() - Date.parse(order.updatedAt));
	};
	const all = [
		...input.accountIds.map((id) => ({ kind: { query: events, variables: { id }, onText: onEvent } })),
		...Array.from({ length: input.fast }, (_, n) => ({ kind: watch(100, n < sampled) })),
		...Array.from({ length: input.slow }, () => ({ kind: watch(1_000, false) })),
		...Array.from({ length: input.stalled }, () => ({ kind: watch(100, false), isStalled: true })),
	];
	const inFlight = 64;
	let next = 0;
	await Promise.all(
		Array.from({ length: inFlight }, async () => {
			for (let n = next++; n < all.length; n = next++) {
				const one = all[n];
				if (one !== undefined) await open(url, { token: tokenOf(n), ...one });
			}
		}),
	);
}

process.on('message', (message) => {
	const asked = command.parse(message);
	if (asked.say === 'open')
		openAll(asked.plan).then(
			() => process.send?.({ said: 'open' }),
			(error: unknown) => process.send?.({ said: 'failed', why: String(error) }),
		);
	else if (asked.say === 'begin') {
		// Order events are counted from the first to the last: none may be missing.
		Object.assign(counts, { messages: 0, bytes: 0, values: 0 });
		latencyMs = [];
		seen.clear();
		process.send?.({ said: 'begun' });
	} else process.send?.({ said: 'report', counts, latencyMs, distinct: seen.size, sampled });
});
