import { join } from 'node:path';
import { pushKeys } from '@meridian/auth';
import { portalManifest } from './paths.ts';
import type { Ports, StandbyPorts } from './ports.ts';
import type { Secrets } from './secrets.ts';

/** From the launcher's own environment only what programs need to run at all: a stray variable must not change a copy. */
const inherited = [
	'PATH',
	'HOME',
	'USER',
	'LANG',
	'TZ',
	'TMPDIR',
	'TEMP',
	'TMP',
	'SystemRoot',
	'CI',
	'NODE_OPTIONS',
	'NODE_EXTRA_CA_CERTS',
	// What was compiled once is not compiled again by each process.
	'NODE_COMPILE_CACHE',
	'MERIDIAN_LOG_LEVEL',
	// How the gateway keeps its journal: the operator's choice for this machine.
	'MERIDIAN_DURABILITY',
	'MERIDIAN_JOURNAL_SEGMENT_BYTES',
	'MERIDIAN_JOURNAL_LEAVE_FREE_BYTES',
	'MERIDIAN_JOURNAL_KEEP_SEGMENTS',
	// What brokers take of all accounts together.
	'MERIDIAN_BROKER_LIMITS',
	'MERIDIAN_NATIVE',
	// Where the tick store keeps its files, if not in the copy's folder.
	'MERIDIAN_STORE_S3_URL',
	'MERIDIAN_STORE_S3_REGION',
	'MERIDIAN_STORE_S3_KEY_ID',
	'MERIDIAN_STORE_S3_SECRET',
	// Who wraps data keys, if not a key of this copy.
	'MERIDIAN_VAULT_URL',
	'MERIDIAN_VAULT_KEY',
	'MERIDIAN_VAULT_MOUNT',
	'MERIDIAN_VAULT_TOKEN_FILE',
	'MERIDIAN_VAULT_NAMESPACE',
	'MERIDIAN_VAULT_CA_FILE',
];

export function baseEnvironment(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
	return Object.fromEntries(inherited.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}

/** The environment of every process of a copy; each parses what it needs. */
export function stackEnvironment(input: {
	ports: Ports;
	secrets: Secrets;
	stateDir: string;
	databaseAdminUrl: string;
	databaseUrl: string;
	redisUrl: string;
	marketLabel: string;
	shards: number;
	standby: StandbyPorts | undefined;
	portalDocuments: 'persisted' | 'any';
}): Record<string, string> {
	const { ports, secrets, standby } = input;
	const at = (port: number) => `http://127.0.0.1:${port}`;
	return {
		...baseEnvironment(),
		NODE_ENV: 'production',
		DATABASE_ADMIN_URL: input.databaseAdminUrl,
		DATABASE_URL: input.databaseUrl,
		REDIS_URL: input.redisUrl,
		AUTH_SECRET: secrets.authSecret,
		NEXTAUTH_SECRET: secrets.nextAuthSecret,
		NEXTAUTH_URL: at(ports.web),
		MERIDIAN_GATEWAY_KEY: secrets.gatewayKey,
		MERIDIAN_TERMINAL_KEY: secrets.terminalKey,
		MERIDIAN_CREDENTIAL_KEY: secrets.credentialKey,
		MERIDIAN_DATA_KEYS: `local:${secrets.dataKey}`,
		MERIDIAN_PUSH_KEY: secrets.pushKey,
		MERIDIAN_PUSH_PUBLIC_KEY: pushKeys(secrets.pushKey).publicKey,
		MERIDIAN_LINE_TOKEN: secrets.lineToken,
		MERIDIAN_STATE_DIR: input.stateDir,
		MERIDIAN_OUTBOX_DIR: join(input.stateDir, 'outbox'),
		MERIDIAN_OBJECTS_DIR: join(input.stateDir, 'objects'),
		MERIDIAN_SHARDS: String(input.shards),
		MERIDIAN_STORE_DIR: join(input.stateDir, 'market-data'),
		MERIDIAN_WEB_PORT: String(ports.web),
		MERIDIAN_WORKER_HTTP_PORT: String(ports.workerHttp),
		MERIDIAN_API_PORT: String(ports.api),
		MERIDIAN_CONTROL_PORT: String(ports.control),
		MERIDIAN_ENTRY_PORT: String(ports.entry),
		MERIDIAN_TERMINAL_PORT: String(ports.terminal),
		MERIDIAN_DIRECT_PORT: String(ports.direct),
		MERIDIAN_GATEWAY_HTTP_PORT: String(ports.gatewayHttp),
		MERIDIAN_LINE_HTTP_PORT: String(ports.lineHttp),
		MERIDIAN_LINE_PORT: String(ports.line),
		MERIDIAN_TERMINAL_ADDR: `127.0.0.1:${ports.terminal}`,
		MERIDIAN_GATEWAY_ADDR: [ports.entry, ...(standby === undefined ? [] : [standby.entry])].map((port) => `127.0.0.1:${port}`).join(','),
		...(standby === undefined ? {} : { MERIDIAN_STANDBY_TERMINAL_PORT: String(standby.terminal) }),
		MERIDIAN_LINE_URL: at(ports.lineHttp),
		MERIDIAN_API_URL: at(ports.api),
		MERIDIAN_WEB_ORIGIN: [at(ports.web), `http://localhost:${ports.web}`].join(','),
		MERIDIAN_PORTAL_DOCUMENTS: input.portalDocuments,
		MERIDIAN_PORTAL_MANIFEST: portalManifest,
		MERIDIAN_MARKET_LABEL: input.marketLabel,
		MERIDIAN_WATCH_PARENT: '1',
	};
}

const secretNames: Readonly<Record<string, readonly string[]>> = {
	DATABASE_ADMIN_URL: ['control'],
	DATABASE_URL: ['gateway', 'standby', 'api', 'worker'],
	REDIS_URL: ['gateway', 'standby', 'api', 'worker'],
	AUTH_SECRET: ['api', 'web'],
	NEXTAUTH_SECRET: ['web'],
	MERIDIAN_GATEWAY_KEY: ['gateway', 'standby', 'api'],
	MERIDIAN_TERMINAL_KEY: ['gateway', 'standby', 'simulator'],
	MERIDIAN_CREDENTIAL_KEY: ['gateway', 'standby', 'api'],
	MERIDIAN_DATA_KEYS: ['api', 'worker'],
	MERIDIAN_VAULT_TOKEN_FILE: ['api', 'worker'],
	MERIDIAN_PUSH_KEY: ['worker'],
	MERIDIAN_LINE_TOKEN: ['api', 'line'],
	MERIDIAN_STORE_S3_KEY_ID: ['api', 'worker', 'history'],
	MERIDIAN_STORE_S3_SECRET: ['api', 'worker', 'history'],
};

/** Each process gets only the secrets that it needs. */
export function environmentFor(name: string, all: Readonly<Record<string, string>>): Record<string, string> {
	return Object.fromEntries(Object.entries(all).filter(([variable]) => secretNames[variable]?.includes(name) ?? true));
}
