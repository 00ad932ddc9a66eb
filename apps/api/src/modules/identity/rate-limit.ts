import type { Redis } from 'ioredis';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** Failed and successful attempts both count; a success gives its e-mail's points back. */
export const loginLimits = { perEmail: { points: 10, durationSec: 300 }, perIp: { points: 100, durationSec: 300 } } as const;

export type LoginLimiter = {
	/** Null: go on. Otherwise the seconds to wait. @throws where Redis is down: logging in fails closed. */
	take(input: { readonly email: string; readonly ip: string }): Promise<number | null>;
	forgive(email: string): Promise<void>;
};

export function createLoginLimiter(
	redis: Redis,
	limits: {
		readonly perEmail: { points: number; durationSec: number };
		readonly perIp: { points: number; durationSec: number };
	} = loginLimits,
): LoginLimiter {
	const byEmail = new RateLimiterRedis({
		storeClient: redis,
		keyPrefix: 'login:email',
		points: limits.perEmail.points,
		duration: limits.perEmail.durationSec,
	});
	const byIp = new RateLimiterRedis({
		storeClient: redis,
		keyPrefix: 'login:ip',
		points: limits.perIp.points,
		duration: limits.perIp.durationSec,
	});
	return {
		async take({ email, ip }) {
			try {
				await byIp.consume(ip);
				await byEmail.consume(email);
				return null;
			} catch (refused) {
				if (refused instanceof RateLimiterRes) return Math.max(1, Math.ceil(refused.msBeforeNext / 1_000));
				throw refused;
			}
		},
		forgive: async (email) => void (await byEmail.delete(email)),
	};
}
