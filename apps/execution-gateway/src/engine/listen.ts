import type { Logger } from '@meridian/telemetry';
import type { openDirect } from '../direct/open.ts';
import { serveEntry } from '../entry/session.ts';
import { systemHost } from '../host.ts';
import type { Connection } from '../net/connection.ts';
import type { PolledNet } from '../net/polled-net.ts';
import type { ReplicaSource } from '../replica/source.ts';
import type { WorkerSettings } from './messages.ts';
import type { Shard } from './shard.ts';
import type { Terminals } from './terminals.ts';

type Serving = {
	readonly net: PolledNet;
	readonly log: Logger;
	readonly epoch: number;
	readonly shard: Shard;
	readonly terminals: Terminals;
	readonly source: ReplicaSource;
	readonly direct: ReturnType<typeof openDirect> | undefined;
};

/** Opens the leader's ports. A standby has none, so whoever connects and is greeted has found the leader. */
export async function listenAll(settings: WorkerSettings, serving: Serving) {
	const { net, log, epoch, shard, terminals, source, direct } = serving;
	const key = Buffer.from(settings.gatewayKey, 'hex');
	const listen = (port: number, input: { readonly what: string; readonly serve: (connection: Connection) => void }): Promise<number> =>
		net.listen(port, input.serve).catch((error: unknown) => {
			const reason = error instanceof Error ? error.message : String(error);
			throw new Error(`port ${port} (${input.what}) can't be used: ${reason}. Choose another with npm start -- --port`);
		});
	const [entryPort, terminalPort, replicaPort, directPort] = await Promise.all([
		listen(settings.entryPort, {
			what: 'order entry',
			serve: (connection) =>
				serveEntry(connection, {
					...{ epoch, key, host: systemHost, log, shard },
					configured(tenantId, configText) {
						terminals.configured(tenantId);
						direct?.door.configured(tenantId, configText);
					},
					status: (tenantId) => terminals.status(tenantId),
				}),
		}),
		listen(settings.terminalPort, { what: 'terminals', serve: (connection) => terminals.serve(connection) }),
		settings.replica === undefined
			? undefined
			: listen(settings.replica.port, { what: 'standbys', serve: (connection) => source.serve(connection) }),
		direct?.listen(),
	]);
	return { entryPort, terminalPort, replicaPort, directPort };
}
