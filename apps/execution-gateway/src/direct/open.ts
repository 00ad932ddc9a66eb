import type { Server } from 'node:net';
import type { Logger } from '@meridian/telemetry';
import type { DirectSettings } from '../engine/messages.ts';
import type { Shard } from '../engine/shard.ts';
import { Archive } from './archive.ts';
import { DirectDoor } from './door.ts';
import { directServer } from './listen.ts';

/** How often heartbeats are looked after; well below the shortest. */
const tickMs = 100;

export type Direct = { readonly door: DirectDoor; readonly server: Server; readonly port: number; close(): void };

/** Direct order entry of a shard, ready to listen once the shard is open. */
export function openDirect(
	input: DirectSettings & { readonly epoch: number; readonly journalDir: string; readonly shard: () => Shard; readonly log: Logger },
): Direct {
	const archive = new Archive(input.journalDir);
	const { epoch, masterKey, log, shard } = input;
	const door = new DirectDoor({ epoch, masterKey, log, shard, archive, nowMs: () => performance.now() });
	const server = directServer((socket) => door.serve(socket), input.tls);
	const clock = setInterval(() => door.tick(), tickMs);
	return {
		door,
		server,
		port: input.port,
		close() {
			clearInterval(clock);
			server.close();
			door.close();
			void archive.close();
		},
	};
}
