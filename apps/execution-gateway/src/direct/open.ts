import { join } from 'node:path';
import type { Server } from 'node:tls';
import type { Logger } from '@meridian/telemetry';
import type { ShardMemory } from '../engine/memory.ts';
import type { DirectSettings } from '../engine/messages.ts';
import type { Shard } from '../engine/shard.ts';
import type { Connection } from '../net/connection.ts';
import type { PolledNet } from '../net/polled-net.ts';
import { Archive } from './archive.ts';
import { DirectDoor } from './door.ts';
import { listenLocally, tlsServer } from './listen.ts';

/** How often heartbeats are looked after; well below the shortest. */
const tickMs = 100;

export type DirectOptions = DirectSettings & {
	readonly epoch: number;
	readonly stateDir: string;
	readonly memory: ShardMemory;
	readonly net: PolledNet;
	readonly shard: () => Shard;
	readonly log: Logger;
};
/** listen() gives the port; `serve` is told of each connection. */
export type Direct = { readonly door: DirectDoor; listen(serve: (connection: Connection) => void): Promise<number>; close(): void };

/** Direct order entry of a shard that has recovered. In the clear its lines are the poller's, like all of the order path; TLS lines are Node's. */
export function openDirect(options: DirectOptions): Direct {
	const { epoch, masterKey, log, shard, net, port, tls } = options;
	const archive = new Archive(join(options.stateDir, 'journal'));
	const door = new DirectDoor({ epoch, masterKey, log, shard, archive, nowMs: () => performance.now() });
	for (const tenant of options.memory.engine.memory().tenants.values())
		for (const account of tenant.accounts.values()) door.begin(account, account.accountSeq);
	let server: Server | undefined;
	const clock = setInterval(() => door.tick(), tickMs);
	return {
		door,
		async listen(serve) {
			try {
				server = tls && tlsServer(tls, serve);
				return server === undefined ? await net.listen(port, serve) : await listenLocally(server, port);
			} catch (error) {
				const reason = error instanceof Error ? error.message : String(error);
				throw new Error(`port ${port} (direct order entry) can't be used: ${reason}. Choose another with npm start -- --port`);
			}
		},
		close() {
			clearInterval(clock);
			server?.close();
			door.close();
			void archive.close();
		},
	};
}
