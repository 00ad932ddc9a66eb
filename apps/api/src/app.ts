import type { KeyProvider } from '@meridian/auth';
import type { Db } from '@meridian/db';
import type { ObjectStore } from '@meridian/market-data/store';
import type { HealthReport, Logger } from '@meridian/telemetry';
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { MarketData } from './data.ts';
import type { Directory } from './directory.ts';
import type { GatewayLink } from './gateway/link.ts';
import type { RequestLimiter } from './limits/rates.ts';
import type { Outbox } from './mail.ts';
import type { LineControl } from './modules/demo/line.ts';
import type { RelyingParty } from './modules/factors/passkeys.ts';
import type { Authenticator } from './modules/identity/authenticate.ts';
import type { LoginLimiter } from './modules/identity/rate-limit.ts';
import type { StoredBars } from './modules/market/stored.ts';
import type { ModelServing } from './modules/models/serving.ts';
import type { Outgoing } from './outgoing.ts';
import type { Metering } from './quotas/metering.ts';
import type { OrderQuota, QuotaBook } from './quotas/quotas.ts';
import type { Origins } from './server/origins.ts';
import type { PersistedDocuments } from './server/persisted-documents.ts';
import type { SourceIp } from './server/source-ip.ts';
import type { Hub } from './streams/hub.ts';

/** What the process has, made once at its start and handed to every operation. */
export type App = {
	readonly db: Db;
	readonly redis: Redis;
	readonly hub: Hub;
	readonly gateway: GatewayLink;
	/** Null where this is not the demo. */
	readonly line: LineControl | null;
	readonly directory: Directory;
	readonly authenticator: Authenticator;
	readonly documents: PersistedDocuments;
	/** Whom a request comes from. */
	readonly sourceIp: SourceIp;
	readonly loginLimiter: LoginLimiter;
	readonly requestLimiter: RequestLimiter;
	readonly quotas: QuotaBook;
	readonly orderQuota: OrderQuota;
	readonly metering: Metering;
	/** Open sockets of a tenant in this process. */
	readonly socketsOf: (tenantId: number) => number;
	/** Hex. */
	readonly authSecret: string;
	/** How long an access token lives. */
	readonly tokenTtlSec: number;
	/** After so long without a renewal a person's session is over. */
	readonly sessionIdleSec: number;
	/** Wrap the keys of what is kept encrypted. */
	readonly dataKeys: KeyProvider;
	/** Null where the portal has no domain name: no passkeys then. */
	readonly relyingParty: RelyingParty | null;
	readonly webOrigins: readonly string[];
	readonly origins: Origins;
	/** The page /graphiql: for development alone. */
	readonly hasGraphiql: boolean;
	/** Where terminals find the gateway, as a person must enter it. */
	readonly terminalAddress: { readonly host: string; readonly port: number };
	/** Where the source of the Expert Advisor is. */
	readonly eaDir: string;
	/** This API as a browser reaches it; identity providers send people here. */
	readonly publicUrl: string;
	/** To addresses that a tenant has named: no way into our own network. */
	readonly outgoing: Outgoing;
	/** So long at most a lost wake-up delays what is worked out of rows and quotes, and switches. */
	readonly lookAnywayMs: number;
	/** Where messages to people go. */
	readonly outbox: Outbox;
	/** Hex, from which the secrets of trading credentials are derived; null where there is no direct order entry. */
	readonly credentialKey: string | null;
	/** Files of models; null where this installation keeps none. */
	readonly objects: ObjectStore | null;
	/** Models in production; null as `objects`. */
	readonly serving: ModelServing | null;
	/** Where trainings wait for the worker; null where there is no store to learn from, or no place for models. */
	readonly trainings: Queue | null;
	/** Null where this installation has no tick store. */
	readonly data: MarketData | null;
	/** Stored bars through memory and Redis; null where there is no store. */
	readonly storedBars: StoredBars | null;
	/** `host:port` that webhooks may reach though it is private; for trying things out. */
	readonly webhookAllow: readonly string[];
	/** By which browsers know our pushes; null where nobody is told. */
	readonly pushPublicKey: string | null;
	readonly marketLabel: string;
	/** Whether what the API needs answers. */
	readonly health: () => Promise<HealthReport>;
	readonly log: Logger;
	readonly nowMs: () => number;
};
