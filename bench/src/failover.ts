import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { endStack, startFresh } from '@meridian/e2e/stack';
import { until } from '@meridian/e2e/wait';
import { createEntryClient, type EntryClient } from '@meridian/protocol/client';
import { type BenchGateway, startGateway } from './failover/gateway.ts';
import { quantileRows, round } from './figures.ts';
import { benchTenant } from './order-path/frames.ts';
import type { Result } from './types.ts';

const runs = 7;
const ordersBefore = 2_000;
const leaseMs = 3_000;
const firstPort = 17_940;
const gatewayKey = randomBytes(32).toString('hex');

const portsOf = (n: number) => {
	const base = firstPort + (n % 2) * 4;
	return { entry: base, terminal: base + 1, http: base + 2, replica: base + 3 };
};

/** Two gateway processes on a real PostgreSQL; the one that leads is killed, again and again, and the other stands in. */
export const benchmark = {
	name: 'failover',
	description: 'the leader is killed with SIGKILL: till its standby leads, and till that has decided its first order',
	loadShape: `${runs} runs with a lease of ${leaseMs} ms; ${ordersBefore} decided orders stand in the journal before the first run; one client knows both addresses and asks again as soon as it has no answer; each run ends with a new standby for the new leader`,
	excludes:
		'terminals: none is connected, so the orders are denied for the missing link, which is decided and journalled like any other; a terminal needs its own reconnect (up to 2 s) and its picture besides. A journal that the standby has still to copy. Most of the time is the lease, which the design waits out on purpose.',
	async run(): Promise<Result[]> {
		const stack = await startFresh('bench', { web: false, processes: [], venue: 'none' });
		const outcome = { result: { state: 'fail' } };
		const started: BenchGateway[] = [];
		function start(n: number, extra: Readonly<Record<string, string>> = {}): BenchGateway {
			const { entry, terminal, http, replica } = portsOf(n);
			const dir = join(stack.stateDir, `gateway-${n}`);
			mkdirSync(dir);
			const gateway = startGateway({
				...stack.env,
				MERIDIAN_WATCH_PARENT: '',
				MERIDIAN_GATEWAY_KEY: gatewayKey,
				MERIDIAN_LEASE_MS: String(leaseMs),
				MERIDIAN_STATE_DIR: dir,
				MERIDIAN_ENTRY_PORT: String(entry),
				MERIDIAN_TERMINAL_PORT: String(terminal),
				MERIDIAN_GATEWAY_HTTP_PORT: String(http),
				MERIDIAN_REPLICA_PORT: String(replica),
				...extra,
			});
			started.push(gateway);
			return gateway;
		}
		try {
			const leadsMs: number[] = [];
			const decidesMs: number[] = [];
			let leader = start(0);
			await leader.said('"msg":"ready"');
			for (let run = 1; run <= runs; run++) {
				const { client, isUp } = clientOf(run - 1);
				await until('the client to be up', isUp);
				if (run === 1) for (let n = 0; n < ordersBefore; n++) await isDecided(client, `before-${n}`);
				const standby = start(run, { MERIDIAN_ROLE: 'standby', MERIDIAN_REPLICA_LEADERS: `127.0.0.1:${portsOf(run - 1).replica}` });
				await leader.said('the standby may take over');
				const killedMs = performance.now();
				leader.kill();
				let n = 0;
				const firstDecided = (async () => {
					while (!(await isDecided(client, `after-${run}-${++n}`))) await new Promise((resolve) => setTimeout(resolve, 5));
					return performance.now();
				})();
				leadsMs.push((await standby.said('"msg":"ready"')) - killedMs);
				decidesMs.push((await firstDecided) - killedMs);
				client.close();
				leader = standby;
			}
			outcome.result.state = 'pass';
			return [...rows('standby leads', leadsMs), ...rows('first order decided', decidesMs)];
		} finally {
			for (const gateway of started) gateway.kill();
			await endStack(stack, outcome);
		}
	},
};

const rows = (name: string, samples: readonly number[]): Result[] => [
	...quantileRows(name, { samples, unit: 'ms', quantiles: [0.5] }),
	{ case: name, metric: 'max', unit: 'ms', value: round(Math.max(...samples)) },
];

/** It knows both addresses, the leader's first, and pushes the tenant wherever it logs in. */
function clientOf(leader: number): { client: EntryClient; isUp: () => boolean } {
	const at = (n: number) => ({ host: '127.0.0.1', port: portsOf(n).entry });
	let isConfigured = false;
	const client: EntryClient = createEntryClient({
		...at(leader),
		others: [at(leader + 1)],
		key: Buffer.from(gatewayKey, 'hex'),
		clientName: 'bench',
		onStatus(status) {
			if (status === 'up')
				void client.request('Configure', { tenantId: 1, version: 1, config: JSON.stringify(benchTenant) }).then(() => {
					isConfigured = true;
				});
		},
	});
	return { client, isUp: () => isConfigured };
}

/** Whether a leader decided it: an order of its own id, denied since no venue is there. */
async function isDecided(client: EntryClient, clientOrderId: string): Promise<boolean> {
	const who = { correlationId: '', tenantId: 1, principalId: 1, sessionId: 1, investmentDeciderId: 1, executionDeciderId: 1, accountId: 1 };
	const what = {
		instrumentId: 1,
		side: 'BUY',
		type: 'MARKET',
		tif: 'IOC',
		qty: 10,
		price: null,
		sl: null,
		tp: null,
		expiresAtMs: null,
		limitPrice: null,
		positionTicket: 0n,
		strategyId: 0,
	};
	const answer = await client.request('PlaceOrder', {
		...who,
		...what,
		reduceOnly: false,
		postOnly: false,
		bracket: false,
		trailBy: '',
		trailDistance: null,
		clientOrderId,
	});
	return answer.kind === 'reply' && answer.message.name === 'OrderReply';
}
