import { fileURLToPath } from 'node:url';
import { type VaultSettings, vaultOf, vaultShape, wholeVault } from '@meridian/auth';
import { cellsShape } from '@meridian/db';
import type { MonitorRules } from '@meridian/ml';
import { parseEnv } from '@meridian/telemetry';
import { z } from 'zod';
import type { Rates } from './limits/rates.ts';
import type { Reach } from './outgoing.ts';
import { sourceIpBy } from './server/source-ip.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const origins = (text: string): string[] => text.split(',').map((origin) => origin.trim().replace(/\/$/, ''));

const addressOf = (address: string): { host: string; port: number } => {
	const [host = '', port = ''] = address.split(':');
	return { host, port: Number(port) };
};

const areAddresses = (trusted: readonly string[]): boolean => {
	try {
		return sourceIpBy(trusted) !== undefined;
	} catch {
		return false;
	}
};

const variables = z.object({
	DATABASE_URL: z.string(),
	MERIDIAN_CELLS: cellsShape,
	REDIS_URL: z.string(),
	AUTH_SECRET: z.string().regex(/^(?:[0-9a-f]{2}){32,}$/i, 'must be hex of at least 32 bytes'),
	MERIDIAN_DATA_KEYS: z.string().optional(),
	...vaultShape,
	MERIDIAN_TOKEN_TTL_SEC: z.coerce.number().int().min(10).max(3_600).default(900),
	MERIDIAN_SESSION_IDLE_SEC: z.coerce.number().int().min(60).max(43_200).default(7_200),
	MERIDIAN_TRUSTED_PROXIES: z
		.string()
		.default('')
		.transform((text) => text.split(',').flatMap((one) => one.trim() || []))
		.refine(areAddresses, 'must be addresses or subnets with commas between, as 10.0.0.0/8, or loopback, linklocal, uniquelocal'),
	MERIDIAN_GATEWAY_KEY: z.string().min(32),
	MERIDIAN_CREDENTIAL_KEY: z
		.string()
		.regex(/^(?:[0-9a-f]{2}){32,}$/i, 'must be hex of at least 32 bytes')
		.optional(),
	MERIDIAN_GATEWAY_ADDR: z
		.string()
		.regex(/^[^:\s,]+:\d{1,5}(,[^:\s,]+:\d{1,5})*$/, 'must be host:port, or several with commas: whichever leads is used')
		.default('127.0.0.1:7402'),
	MERIDIAN_TERMINAL_ADDR: z
		.string()
		.regex(/^[^:\s,]+:\d{1,5}$/, 'must be host:port, as a person enters it in a terminal')
		.default('127.0.0.1:7403'),
	MERIDIAN_EA_DIR: z.string().min(1).optional(),
	MERIDIAN_SHARDS: z.coerce.number().int().min(1).default(1),
	MERIDIAN_API_PORT: port.default(7401),
	MERIDIAN_WEB_ORIGIN: z.string().default('http://127.0.0.1:7400,http://localhost:7400').transform(origins),
	MERIDIAN_LINE_URL: z.url().optional(),
	MERIDIAN_LINE_TOKEN: z.string().optional(),
	MERIDIAN_API_PUBLIC_URL: z.url().optional(),
	MERIDIAN_OUTGOING: z.enum(['public', 'any']).default('public'),
	MERIDIAN_DNS_SERVERS: z.string().optional(),
	MERIDIAN_OUTBOX_DIR: z.string().min(1).optional(),
	MERIDIAN_OBJECTS_DIR: z.string().min(1).optional(),
	MERIDIAN_STORE_DIR: z.string().min(1).optional(),
	MERIDIAN_WEBHOOK_ALLOW: z.string().default(''),
	MERIDIAN_PORTAL_DOCUMENTS: z.enum(['persisted', 'any']).default('persisted'),
	MERIDIAN_PORTAL_MANIFEST: z
		.string()
		.min(1)
		.default(fileURLToPath(new URL('../../web/.next/persisted-documents.json', import.meta.url))),
	MERIDIAN_PUSH_PUBLIC_KEY: z
		.string()
		.regex(/^[\w-]{87}$/, 'must be a point of P-256 in base64url')
		.optional(),
	MERIDIAN_GRAPHIQL: z.enum(['on', 'off']).optional(),
	NODE_ENV: z.string().optional(),
	MERIDIAN_MARKET_LABEL: z.string().default('No market is running'),
});
const shape = variables.superRefine(wholeVault);

export type ApiEnv = {
	readonly databaseUrl: string;
	/** Databases beside the main one that hold tenants. */
	readonly cells?: Readonly<Record<string, string>>;
	readonly redisUrl: string;
	/** Hex; signs and verifies tokens. */
	readonly authSecret: string;
	/** `id:hex` of 32 bytes, newest first: wrap the keys of what is kept encrypted. Absent: one that follows from authSecret. */
	readonly dataKeys?: string | undefined;
	/** Wraps them instead; dataKeys still open what they wrapped. */
	readonly vault?: VaultSettings | undefined;
	/** Requests in a minute; default: defaultRates. */
	readonly rates?: Rates;
	/** Default 900. */
	readonly tokenTtlSec?: number;
	/** After so long without a renewal a person's session is over; default 7,200. */
	readonly sessionIdleSec?: number;
	/** Proxies whose `x-forwarded-for` is believed; default none. */
	readonly trustedProxies?: readonly string[];
	/** How often subscribers are asked for a sign of life, and how long they have to answer; default 10,000. */
	readonly heartbeatMs?: number;
	/** So long at most a lost wake-up delays what is worked out of rows and quotes, and switches; default 2,000. */
	readonly lookAnywayMs?: number;
	readonly gatewayKey: string;
	/** One of them leads. */
	readonly gateways: readonly { readonly host: string; readonly port: number }[];
	/** Of the gateway: the API has a line to each. */
	readonly shards: number;
	/** Hex; null where there is no direct order entry. */
	readonly credentialKey: string | null;
	readonly port: number;
	readonly webOrigins: readonly string[];
	/** Where terminals find the gateway; default 127.0.0.1:7403. */
	readonly terminalAddress?: { readonly host: string; readonly port: number };
	/** Where the source of the Expert Advisor is; default: beside this app, in the repository. */
	readonly eaDir?: string;
	/** Null where this is not the demo. */
	readonly line: { readonly url: string; readonly token: string } | null;
	/** Of this API, as a browser reaches it. Default: where it listens. */
	readonly publicUrl?: string;
	/** Whom a tenant's settings may make us ask: `public` (the default) is https to public addresses, `any` is for a network of one's own. */
	readonly outgoing?: Reach;
	/** Default: the machine's. */
	readonly dnsServers?: readonly string[];
	/** Where messages to people are put, a file each; absent: they are not sent. */
	readonly outboxDir?: string;
	/** Where files of models are kept; absent where this installation keeps none. */
	readonly objectsDir?: string;
	/** Absent where this installation has no tick store. */
	readonly storeDir?: string;
	/** `host:port` that webhooks may reach though it is private; default none. */
	/** Of the worker's key for pushes. Absent: nobody's browser is told. */
	readonly pushPublicKey?: string | undefined;
	readonly webhookAllow?: readonly string[];
	/** How models in production are watched; default: monitorRules of @meridian/ml. */
	readonly watchRules?: MonitorRules & { readonly outcomes?: number };
	/** What the portal's build wrote, and whether its sessions may ask for nothing else. Absent: there is none, and anything may be asked. */
	readonly portalDocuments?: { readonly file: string; readonly onlyTheirs: boolean };
	/** The page /graphiql; default: where NODE_ENV is development. */
	readonly graphiql?: boolean;
	readonly marketLabel: string;
};

/** @throws EnvError that names every missing or wrong variable. */
export function readEnv(env?: Readonly<Record<string, string | undefined>>): ApiEnv {
	const parsed = parseEnv(shape, env);
	return {
		databaseUrl: parsed.DATABASE_URL,
		cells: parsed.MERIDIAN_CELLS,
		redisUrl: parsed.REDIS_URL,
		authSecret: parsed.AUTH_SECRET,
		dataKeys: parsed.MERIDIAN_DATA_KEYS,
		vault: vaultOf(parsed),
		tokenTtlSec: parsed.MERIDIAN_TOKEN_TTL_SEC,
		sessionIdleSec: parsed.MERIDIAN_SESSION_IDLE_SEC,
		trustedProxies: parsed.MERIDIAN_TRUSTED_PROXIES,
		gatewayKey: parsed.MERIDIAN_GATEWAY_KEY,
		gateways: parsed.MERIDIAN_GATEWAY_ADDR.split(',').map(addressOf),
		terminalAddress: addressOf(parsed.MERIDIAN_TERMINAL_ADDR),
		...(parsed.MERIDIAN_EA_DIR === undefined ? {} : { eaDir: parsed.MERIDIAN_EA_DIR }),
		shards: parsed.MERIDIAN_SHARDS,
		credentialKey: parsed.MERIDIAN_CREDENTIAL_KEY ?? null,
		port: parsed.MERIDIAN_API_PORT,
		webOrigins: parsed.MERIDIAN_WEB_ORIGIN,
		line:
			parsed.MERIDIAN_LINE_URL === undefined
				? null
				: { url: parsed.MERIDIAN_LINE_URL.replace(/\/$/, ''), token: parsed.MERIDIAN_LINE_TOKEN ?? '' },
		...(parsed.MERIDIAN_API_PUBLIC_URL === undefined ? {} : { publicUrl: parsed.MERIDIAN_API_PUBLIC_URL.replace(/\/$/, '') }),
		outgoing: parsed.MERIDIAN_OUTGOING,
		...(parsed.MERIDIAN_DNS_SERVERS === undefined ? {} : { dnsServers: parsed.MERIDIAN_DNS_SERVERS.split(',') }),
		...(parsed.MERIDIAN_OUTBOX_DIR === undefined ? {} : { outboxDir: parsed.MERIDIAN_OUTBOX_DIR }),
		...(parsed.MERIDIAN_OBJECTS_DIR === undefined ? {} : { objectsDir: parsed.MERIDIAN_OBJECTS_DIR }),
		...(parsed.MERIDIAN_STORE_DIR === undefined ? {} : { storeDir: parsed.MERIDIAN_STORE_DIR }),
		pushPublicKey: parsed.MERIDIAN_PUSH_PUBLIC_KEY,
		webhookAllow: parsed.MERIDIAN_WEBHOOK_ALLOW.split(',').filter((host) => host !== ''),
		portalDocuments: { file: parsed.MERIDIAN_PORTAL_MANIFEST, onlyTheirs: parsed.MERIDIAN_PORTAL_DOCUMENTS === 'persisted' },
		graphiql: parsed.MERIDIAN_GRAPHIQL === undefined ? parsed.NODE_ENV === 'development' : parsed.MERIDIAN_GRAPHIQL === 'on',
		marketLabel: parsed.MERIDIAN_MARKET_LABEL,
	};
}
