import { type Answer, command, type Plan } from './say.ts';
import { type Ear, openWire, type Wire } from './wire.ts';

/** Subscribers in a process of their own: theirs must be neither the server's memory nor, as far as two cores allow, its time. */
const quotes =
	'subscription($ids: [ID!], $everyMs: Int) { quotes(instrumentIds: $ids, everyMs: $everyMs) { bid ask at instrument { id } } }';
/** From the account's first on: what is written while the subscription comes about counts, too. */
const events = 'subscription($id: ID!) { orderEvents(accountId: $id, afterSeq: "1") { ... on OrderChanged { seq order { updatedAt } } } }';
/**
 * A process of watchers alone looks at its sockets so often. A crowd that is somewhere else takes nothing of the server's processors; here each message
 * would wake this process up, at the cost of whoever sends it.
 */
const lookMs = 5;
/** Watchers whose messages are read whole; the others' are counted alone. */
const mostSampled = 10;
const attempts = 3;

const counts = { messages: 0, bytes: 0, events: 0, values: 0, sampled: 0, lost: 0 };
const codes: Record<string, number> = {};
let latencyMs: number[] = [];
let cpuFrom = process.cpuUsage();
const seen = new Set<string>();
const stalled: Wire[] = [];
let stalledEnded = 0;
let isCrowd = false;
const say = (message: Answer): void => void process.send?.(message);

const between = (text: string, from: string): string => {
	const at = text.indexOf(from);
	return at < 0 ? '' : text.slice(at + from.length, text.indexOf('"', at + from.length));
};

function onEvent(bytes: number, text: string): void {
	const at = between(text, '"updatedAt":"');
	if (at === '') return void other(text);
	counts.messages += 1;
	counts.bytes += bytes;
	counts.events += 1;
	latencyMs.push(Date.now() - Date.parse(at));
}
function onSample(bytes: number, text: string): void {
	const { payload } = JSON.parse(text) as { payload?: { data?: { quotes: { bid: string; instrument: { id: string } }[] } } };
	if (payload?.data === undefined) return other(text);
	counts.messages += 1;
	counts.bytes += bytes;
	for (const { bid, instrument } of payload.data.quotes) {
		counts.values += 1;
		seen.add(`${instrument.id} ${bid}`);
	}
}
/** The end of a subscription, or an error of it: that is a loss too, and the report says which. */
const other = (text: string): void =>
	lost(
		text
			.slice(0, 200)
			.replace(/^\{"id":"\w+",/, '{')
			.replace(/[0-9a-f-]{36}/g, '...'),
	);
function lost(why: string): void {
	counts.lost += 1;
	codes[why] = (codes[why] ?? 0) + 1;
}

/** Resolves when it is acknowledged and has subscribed. */
function subscribe(plan: Plan, one: Plan['sockets'][number], n: number): Promise<void> {
	return new Promise((resolve, reject) => {
		let wire: Wire | null = null;
		let isAcknowledged = false;
		const isSampled = one.kind === 'fast' && counts.sampled < mostSampled;
		if (isSampled) counts.sampled += 1;
		const everyMs = one.kind === 'slow' ? 1_000 : 100;
		const acknowledged = (): void => {
			isAcknowledged = true;
			const payload =
				one.kind === 'events'
					? { query: events, variables: { id: one.id } }
					: { query: quotes, variables: { ids: plan.instrumentIds, everyMs } };
			wire?.send(JSON.stringify({ id: `s${n}`, type: 'subscribe', payload }));
			if (one.kind === 'stalled' && wire !== null) stalled.push(wire);
			resolve();
		};
		const ear: Ear = {
			wantsText: one.kind === 'events' || isSampled,
			onMessage(bytes, text) {
				if (!isAcknowledged) return acknowledged();
				if (one.kind === 'events') return onEvent(bytes, text);
				if (isSampled) return onSample(bytes, text);
				counts.messages += 1;
				counts.bytes += bytes;
			},
			onClose(code) {
				if (!isAcknowledged) reject(new Error(`closed with ${code} before it was acknowledged`));
				else if (one.kind === 'stalled') stalledEnded += 1;
				else lost(String(code));
			},
		};
		openWire({ host: plan.host, port: plan.port, path: '/graphql' }, ear).then((opened) => {
			wire = opened;
			wire.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${one.token}` } }));
		}, reject);
	});
}

/** Sleeps, then takes all that has come meanwhile. */
function lookSeldom(): void {
	const never = new Int32Array(new SharedArrayBuffer(4));
	const look = (): void => {
		Atomics.wait(never, 0, 0, lookMs);
		setImmediate(look);
	};
	setImmediate(look);
}

async function openAll(plan: Plan): Promise<void> {
	isCrowd = plan.sockets.every(({ kind }) => kind === 'fast' || kind === 'slow');
	const progress = { up: 0, failed: 0, why: '' };
	const tell = setInterval(() => say({ said: 'opening', ...progress }), 1_000);
	const queue = plan.sockets.map((one, n) => ({ one, n }));
	const work = async (): Promise<void> => {
		for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
			for (let attempt = 1; ; attempt += 1) {
				try {
					await subscribe(plan, next.one, next.n);
					progress.up += 1;
					break;
				} catch (error) {
					progress.why = String(error);
					if (attempt < attempts) continue;
					progress.failed += 1;
					break;
				}
			}
		}
	};
	await Promise.all(Array.from({ length: plan.inFlight }, work));
	clearInterval(tell);
	say({ said: 'opening', ...progress });
	say({ said: 'open' });
}

process.on('message', (message) => {
	const asked = command.parse(message);
	if (asked.say === 'open') void openAll(asked.plan);
	else if (asked.say === 'begin') {
		// Order events are counted from the first to the last: none may be missing.
		Object.assign(counts, { messages: 0, bytes: 0, values: 0 });
		latencyMs = [];
		seen.clear();
		cpuFrom = process.cpuUsage();
		for (const wire of stalled) wire.stall();
		if (isCrowd) lookSeldom();
		say({ said: 'begun' });
	} else if (asked.say === 'report') {
		const { user, system } = process.cpuUsage(cpuFrom);
		say({ said: 'report', ...counts, latencyMs, distinct: seen.size, codes, cpuMs: (user + system) / 1_000 });
	} else {
		for (const wire of stalled) wire.resume();
		setTimeout(() => say({ said: 'woken', ended: stalledEnded, of: stalled.length }), 1_000);
	}
});
process.on('disconnect', () => process.exit(0));
