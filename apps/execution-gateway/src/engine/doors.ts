import type { TenantConfig } from '@meridian/core';
import type { Logger } from '@meridian/telemetry';
import { parseCredentials } from '../direct/credentials.ts';
import type { Direct } from '../direct/open.ts';
import { serveEntry } from '../entry/session.ts';
import { systemHost } from '../host.ts';
import type { Doors } from '../shards/peers.ts';
import type { Places } from '../shards/routes.ts';
import type { Shard } from './shard.ts';
import type { Terminals } from './terminals.ts';

/** Everything of a tenant by which its lines are known. @param configText as pushed, with its credentials; without it they are left as they are. */
export function placesOf({ tenantId, accounts }: TenantConfig, configText?: string): Places {
	const credentialIds =
		configText === undefined ? undefined : parseCredentials(configText, tenantId).map(({ credentialId }) => credentialId);
	return { tenantId, logins: accounts.map(({ server, login }) => ({ server, login })), credentialIds };
}

/** The doors of a shard that leads: what each does with a line, whoever has accepted it. */
export function openDoors(input: {
	readonly epoch: number;
	readonly shardId: number;
	readonly key: Uint8Array;
	readonly log: Logger;
	readonly shard: Shard;
	readonly terminals: Terminals;
	readonly direct: Direct | undefined;
	readonly replica: Doors['replica'];
	/** The tenants of the other shards' journals. */
	readonly heldBy: ReadonlyMap<number, number>;
	/** Told whenever a tenant's configuration was taken. */
	readonly serves: (places: Places) => void;
}): Doors {
	const { epoch, shardId, key, log, shard, terminals, direct, heldBy } = input;

	function configured(tenantId: number, configText: string): Promise<void> | undefined {
		const kept = terminals.configured(tenantId, configText);
		direct?.door.configured(tenantId, configText);
		const config = shard.configs.get(tenantId);
		if (config === undefined) return kept;
		try {
			input.serves(placesOf(config, configText));
		} catch {
			input.serves(placesOf(config)); // credentials that can't be read: the door has told of them, and none counts
		}
		return kept;
	}

	return {
		terminal: (connection, opening) => terminals.serve(connection, opening),
		replica: input.replica,
		direct: (connection, opening) => (direct === undefined ? connection.destroy() : direct.door.serve(connection, opening)),
		entry: (connection, opening) =>
			serveEntry(
				connection,
				{
					...{ epoch, shardId, key, host: systemHost, log, shard, configured },
					status: (tenantId) => terminals.status(tenantId),
					heldBy: (tenantId) => heldBy.get(tenantId),
				},
				opening,
			),
	};
}
