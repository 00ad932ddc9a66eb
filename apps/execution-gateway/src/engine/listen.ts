import type { Direct } from '../direct/open.ts';
import type { Connection } from '../net/connection.ts';
import type { PolledNet } from '../net/polled-net.ts';
import type { Peers } from '../shards/peers.ts';
import type { WorkerSettings } from './messages.ts';

/** Opens the leader's ports. A standby has none, so whoever connects and is greeted has found the leader. */
export async function listenAll(
	settings: WorkerSettings,
	{ net, peers, direct }: { readonly net: PolledNet; readonly peers: Peers; readonly direct: Direct | undefined },
) {
	const listen = (port: number, input: { readonly what: string; readonly serve: (connection: Connection) => void }): Promise<number> =>
		net.listen(port, input.serve).catch((error: unknown) => {
			const reason = error instanceof Error ? error.message : String(error);
			throw new Error(`port ${port} (${input.what}) can't be used: ${reason}. Choose another with npm start -- --port`);
		});
	const [entryPort, terminalPort, replicaPort, directPort] = await Promise.all([
		listen(settings.entryPort, { what: 'order entry', serve: peers.serve('entry') }),
		listen(settings.terminalPort, { what: 'terminals', serve: peers.serve('terminal') }),
		settings.replica === undefined ? undefined : listen(settings.replica.port, { what: 'standbys', serve: peers.serve('replica') }),
		direct?.listen(peers.serve('direct')),
	]);
	return { entryPort, terminalPort, replicaPort, directPort };
}
