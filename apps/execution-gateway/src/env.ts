import { cellsShape } from '@meridian/db';
import { z } from 'zod';
import { brokerLimitsShape } from './brokers/limits.ts';
import type { DirectSettings } from './engine/messages.ts';

const port = z.coerce.number().int().min(0).max(65535);
const addressOf = (text: string) => ({ host: text.slice(0, text.lastIndexOf(':')), port: Number(text.slice(text.lastIndexOf(':') + 1)) });
const hex = (bytes: number) => z.string().regex(new RegExp(`^([0-9a-fA-F]{2}){${bytes},}$`), `must be at least ${bytes} bytes of hex`);

export const gatewayEnv = z.object({
	DATABASE_URL: z.string(),
	/** Databases beside the main one that hold tenants. */
	MERIDIAN_CELLS: cellsShape,
	REDIS_URL: z.string(),
	MERIDIAN_GATEWAY_KEY: hex(16),
	MERIDIAN_TERMINAL_KEY: hex(16),
	MERIDIAN_STATE_DIR: z.string().default('.state'),
	MERIDIAN_ENTRY_PORT: port.default(7402),
	MERIDIAN_TERMINAL_PORT: port.default(7403),
	MERIDIAN_DIRECT_PORT: port.default(7407),
	/** Absent: there is no direct order entry. */
	MERIDIAN_CREDENTIAL_KEY: hex(32).optional(),
	MERIDIAN_DIRECT_TLS_CERT: z.string().optional(),
	MERIDIAN_DIRECT_TLS_KEY: z.string().optional(),
	/** Engine threads, each with its journal and its tenants. It may grow from start to start, and never shrink. */
	MERIDIAN_SHARDS: z.coerce.number().int().min(1).max(64).default(1),
	MERIDIAN_GATEWAY_HTTP_PORT: port.default(7404),
	/** So long the engine thread looks for news again and again before it sleeps: microseconds less for a processor more. */
	MERIDIAN_SPIN_US: z.coerce.number().int().min(0).max(10_000).default(0),
	/** The processor that each shard's engine thread keeps to while it leads, from 0, with commas: "3", or "2,3" of two shards. Shards beyond them keep to none. */
	MERIDIAN_ENGINE_CPUS: z
		.string()
		.regex(/^\d{1,4}(,\d{1,4})*$/, 'must be numbers of processors with commas, as 3 or 2,3')
		.transform((text) => text.split(',').map(Number))
		.default([]),
	/**
	 * What brokers take of all accounts together, whichever tenant has them:
	 * [{"name":"Broker","servers":["Broker-Live1","Broker-Live2"],"perSecond":20,"burst":20}]. A server that is not named is held to nothing until it
	 * answers TOO_MANY_REQUESTS.
	 */
	MERIDIAN_BROKER_LIMITS: z
		.string()
		.transform((text, context): unknown => {
			try {
				return JSON.parse(text);
			} catch {
				context.addIssue({ code: 'custom', message: 'must be a JSON array of {name, servers, perSecond, burst}' });
				return z.NEVER;
			}
		})
		.pipe(brokerLimitsShape)
		.default([]),
	MERIDIAN_FAILPOINT: z.string().optional(),
	/** leader: leads at once, or not at all. standby: follows one of the leaders, and leads when it is gone. either: leads if it may, else stands by. */
	MERIDIAN_ROLE: z.enum(['leader', 'standby', 'either']).default('leader'),
	/**
	 * What a standby does whose journal has records that the leader's has not: it waits for an operator, or sets its journal aside and copies
	 * the leader's anew.
	 */
	MERIDIAN_REJOIN: z.enum(['refuse', 'setAside']).default('refuse'),
	/** Where this gateway, when it leads, lets standbys copy its journal; without it, nowhere. */
	MERIDIAN_REPLICA_PORT: port.optional(),
	/** Where a standby looks for its leader: host:port of every gateway's replica port, with commas. */
	MERIDIAN_REPLICA_LEADERS: z
		.string()
		.regex(/^[^:\s,]+:\d{1,5}(,[^:\s,]+:\d{1,5})*$/, 'must be host:port, or several with commas')
		.transform((text) => text.split(',').map(addressOf))
		.optional(),
	/** So long orders wait for a standby that is gone or slow, with durability replica. */
	MERIDIAN_REPLICA_WAIT_MS: z.coerce.number().int().min(10).max(60_000).default(1_000),
	/** So long after a leader's last sign of life in the database a standby takes over. The same for all gateways of a shard. */
	MERIDIAN_LEASE_MS: z.coerce.number().int().min(300).max(60_000).default(3_000),
	/** The last leader, whose journal is lost for good: this one may lead in its place, without what only that journal knew. */
	MERIDIAN_FORCE_LEAD: z.string().optional(),
	/** When a record counts as kept: the system has it (survives a killed process), the disk has it (a power cut), or a standby too. */
	MERIDIAN_DURABILITY: z.enum(['process', 'disk', 'replica']).default('process'),
	MERIDIAN_JOURNAL_SEGMENT_BYTES: z.coerce
		.number()
		.int()
		.min(16 * 1024)
		.max(1024 ** 3)
		.default(32 * 1024 * 1024),
	/** What the journal leaves free on its disk for others. With less, orders that add risk are refused. */
	MERIDIAN_JOURNAL_LEAVE_FREE_BYTES: z.coerce
		.number()
		.int()
		.min(0)
		.default(256 * 1024 * 1024),
	/** How many full segments stay behind the snapshots; without it all stay, and a newer build can replay everything. */
	MERIDIAN_JOURNAL_KEEP_SEGMENTS: z.coerce.number().int().min(0).optional(),
});
/** @throws where only half of what TLS needs is there: an operator who set one file means the line to be encrypted. */
export function directSettings(env: GatewayEnv): DirectSettings | undefined {
	const { MERIDIAN_CREDENTIAL_KEY: masterKey, MERIDIAN_DIRECT_TLS_CERT: certFile, MERIDIAN_DIRECT_TLS_KEY: keyFile } = env;
	if (masterKey === undefined) return undefined;
	if ((certFile === undefined) !== (keyFile === undefined))
		throw new Error('set both MERIDIAN_DIRECT_TLS_CERT and MERIDIAN_DIRECT_TLS_KEY, or neither');
	const tls = certFile === undefined || keyFile === undefined ? undefined : { certFile, keyFile };
	return { port: env.MERIDIAN_DIRECT_PORT, masterKey, ...(tls && { tls }) };
}

export type GatewayEnv = z.infer<typeof gatewayEnv>;

/**
 * The row by which all shards of a gateway are led together: they share a process, its ports and its standby, so that one of them can't
 * live where another has died.
 */
export const leaseShard = 0;
