import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stack } from '@meridian/local';

/** What the simulated broker itself wrote down: the other end of the wire, which none of our bookkeeping can flatter. */
function lines(stack: Stack, login: string): string[][] {
	const file = join(stack.stateDir, 'terminals', `${login}.state.log`);
	return existsSync(file)
		? readFileSync(file, 'utf8')
				.split('\n')
				.filter(Boolean)
				.map((row) => row.split(' '))
		: [];
}

/** Requests that reached the broker for this order (magic). */
export const brokerRequests = (stack: Stack, login: string, orderId?: string): string[][] =>
	lines(stack, login).filter((row) => row[0] === 'request' && (orderId === undefined || row[2] === orderId));
/** Deals the broker made for this order (magic). */
export const brokerDeals = (stack: Stack, login: string, orderId?: string): string[][] =>
	lines(stack, login).filter((row) => row[0] === 'deal' && (orderId === undefined || row[2] === orderId));
