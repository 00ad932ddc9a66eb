import type { ApiContext } from '../context.ts';
import type { QuotaBook } from '../quotas/quotas.ts';
import type { Counted, Counters } from './counters.ts';

/** Requests of these classes are counted apart: who reads a lot can still trade. */
export type RequestClass = 'read' | 'write';
/** Requests in a minute, of one person and of all of a tenant together. */
export type Rates = Readonly<Record<RequestClass, { readonly person: number; readonly tenant: number }>>;

/** The portal makes about 100 a minute and page. */
export const defaultRates: Rates = { read: { person: 6_000, tenant: 60_000 }, write: { person: 3_000, tenant: 30_000 } };
/** Of one address, of those who have no token yet; log-ins have limits of their own besides. */
const anonymousPerMinute = 3_000;
/** Of a directory that provisions: a thousand people in a few minutes. */
const directoryPerMinute = 1_500;
const windowSec = 60;

/** What the headers say; `retryAfterSec` where the request is refused. */
export type RateVerdict = {
	readonly limit: number;
	readonly remaining: number;
	readonly resetSec: number;
	readonly retryAfterSec: number | null;
};

/**
 * Counts requests per tenant, person and class in Redis, so that all processes count together. Where Redis is away each process counts by itself:
 * a limit that shields the API must not be what stops trading.
 */
export class RequestLimiter {
	readonly #counters: Counters;
	readonly #rates: Rates;
	readonly #quotas: QuotaBook;

	constructor(counters: Counters, { rates = defaultRates, quotas }: { readonly rates?: Rates | undefined; readonly quotas: QuotaBook }) {
		this.#counters = counters;
		this.#rates = rates;
		this.#quotas = quotas;
	}

	/** Counts one request. The person's own limit is what the answer tells, unless the tenant's is reached. */
	async take(context: ApiContext, kind: RequestClass): Promise<RateVerdict> {
		const { auth, sourceIp } = context;
		if (auth.kind === 'refused') return this.#count(`login:ip:any:${sourceIp}`, anonymousPerMinute);
		if (auth.kind === 'operator') return this.#count(`login:ip:operator:${auth.operator.userId}`, anonymousPerMinute);
		const { tenantId, userId } = auth.viewer;
		const { person, tenant: most } = this.#rates[kind];
		const { requestsPerMinute } = await this.#quotas.of(tenantId);
		const tenant = Math.min(most, requestsPerMinute);
		context.app.metering.add(tenantId, 'requests');
		const key = `t:${tenantId}:rate:${kind}`;
		const [ofPerson, ofAll] = await this.#counters.take([aMinute(`${key}:${userId}`, person), aMinute(key, tenant)]);
		const [own, all] = [verdict(ofPerson, person), verdict(ofAll, tenant)];
		return own.retryAfterSec === null && all.retryAfterSec !== null ? all : own;
	}

	/** A directory's requests, all of a tenant's together. */
	takeDirectory(tenantId: number): Promise<RateVerdict> {
		return this.#count(`t:${tenantId}:rate:scim`, directoryPerMinute);
	}

	async #count(key: string, limit: number): Promise<RateVerdict> {
		const [counted] = await this.#counters.take([aMinute(key, limit)]);
		return verdict(counted, limit);
	}
}

const aMinute = (key: string, limit: number) => ({ key, take: 1, durationSec: windowSec, limit });

function verdict({ taken, msBeforeNext }: Counted, limit: number): RateVerdict {
	const resetSec = Math.max(1, Math.ceil(msBeforeNext / 1_000));
	return { limit, remaining: Math.max(0, limit - taken), resetSec, retryAfterSec: taken > limit ? resetSec : null };
}

/** As IETF's draft names them. */
export const rateHeaders = (verdict: RateVerdict): ReadonlyMap<string, string> =>
	new Map([
		['ratelimit-limit', String(verdict.limit)],
		['ratelimit-remaining', String(verdict.remaining)],
		['ratelimit-reset', String(verdict.resetSec)],
		...(verdict.retryAfterSec === null ? [] : ([['retry-after', String(verdict.retryAfterSec)]] as const)),
	]);

export const tooManyRequests = (verdict: RateVerdict): string =>
	`More than ${verdict.limit} requests a minute. Wait ${verdict.retryAfterSec ?? verdict.resetSec} s; subscribe to what changes instead of asking again and again.`;
