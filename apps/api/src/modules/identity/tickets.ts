import { newOpaque } from '@meridian/auth';
import { z } from 'zod';
import type { App } from '../../app.ts';

const shape = z.object({ email: z.string(), challenge: z.string().nullable() });
/** Somebody whose password was right, between the two steps of a log-in. */
export type Ticket = z.infer<typeof shape>;

const lifeSec = 300;
/** Ten thousand codes are possible with TOTP's window; five tries of them are not worth making. */
const attemptsMax = 5;
const keyOf = (hash: string): string => `login:ticket:${hash}`;

/** Opens the second step. What the holder must bring back is never stored. */
export async function openTicket(app: Pick<App, 'redis'>, ticket: Ticket): Promise<string> {
	const { secret, hash } = newOpaque('mlt');
	await app.redis.set(keyOf(hash), JSON.stringify(ticket), 'EX', lifeSec);
	return secret;
}

/** The ticket, and one attempt of it spent; null where there is none, or none left. @throws where Redis is down: logging in fails closed. */
export async function spendAttempt(app: Pick<App, 'redis'>, hash: string): Promise<Ticket | null> {
	const attempts = await app.redis.incr(`${keyOf(hash)}:tries`);
	await app.redis.expire(`${keyOf(hash)}:tries`, lifeSec);
	if (attempts > attemptsMax) return null;
	const text = await app.redis.get(keyOf(hash));
	return text === null ? null : shape.parse(JSON.parse(text));
}

/** True for the first who asks: a ticket opens one session. */
export const closeTicket = async (app: Pick<App, 'redis'>, hash: string): Promise<boolean> => (await app.redis.del(keyOf(hash))) === 1;
