import { createEntryClient, type EntryClient, type EntryRequestName, type EntryResult } from '@meridian/protocol/client';
import type { Logger } from '@meridian/telemetry';
import type { ApiContext } from '../context.ts';
import { viewerOf } from '../context.ts';

/** What became of a request to the gateway; see EntryResult. */
export type GatewayAnswer = EntryResult;

/** The line to the gateway as the modules use it. */
export type GatewayLink = Pick<EntryClient, 'request' | 'status'>;
export type { EntryRequestName };

/** Who is behind a request. A person decides both the investment and its execution until algorithms have ids of their own. */
export function envelopeOf(context: ApiContext) {
	const { tenantId, userId, sessionId } = viewerOf(context);
	return {
		correlationId: context.correlationId,
		tenantId,
		principalId: userId,
		sessionId,
		investmentDeciderId: userId,
		executionDeciderId: userId,
	};
}

/**
 * A line to each shard of the gateway that keeps itself up. `onUp` is called after every mutual login: the gateway may be a new process that
 * knows no tenant.
 */
export function openGatewayLink(input: {
	readonly gateways: readonly { readonly host: string; readonly port: number }[];
	readonly shards: number;
	/** Which shard a tenant belongs to; filled by whoever reads the tenants. */
	readonly shardOf: ReadonlyMap<number, number>;
	/** Hex. */
	readonly key: string;
	readonly log: Logger;
	readonly onUp: () => void;
}): EntryClient {
	const [first, ...others] = input.gateways;
	if (first === undefined) throw new Error('no address of a gateway: set MERIDIAN_GATEWAY_ADDR to host:port');
	const clients = Array.from({ length: input.shards }, (_, shard) =>
		createEntryClient({
			...first,
			others,
			key: Buffer.from(input.key, 'hex'),
			clientName: 'api',
			shard,
			onStatus(status, detail) {
				if (status === 'up') {
					input.log.info({ detail, shard }, 'gateway connected');
					input.onUp();
				} else input.log.warn({ detail, shard }, 'gateway connection lost');
			},
		}),
	);
	/** With one shard the gateway itself refuses who belongs elsewhere, and says so. */
	const clientOf = (tenantId: number): EntryClient | undefined =>
		clients.length === 1 ? clients[0] : clients[input.shardOf.get(tenantId) ?? -1];
	return {
		get status() {
			return clients.every(({ status }) => status === 'up') ? 'up' : 'down';
		},
		request: async (name, body, options) => (await clientOf(body.tenantId)?.request(name, body, options)) ?? { kind: 'unavailable' },
		close() {
			for (const client of clients) client.close();
		},
	};
}
