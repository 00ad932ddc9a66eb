import { readFileSync } from 'node:fs';

/** Prices in points (10^-5). */
export type Tick = { readonly timeMs: number; readonly bid: bigint; readonly ask: bigint };

const points = (text: string): bigint => {
	const [whole = '', fraction = ''] = text.split('.');
	return BigInt(whole + fraction.padEnd(5, '0'));
};

/** The lines `SYMBOL,timeMs,bid,ask` that the terminal plays. */
export const readTicks = (file: string): Tick[] =>
	readFileSync(file, 'utf8')
		.split('\n')
		.filter(Boolean)
		.map((line) => {
			const [, timeMs = '', bid = '', ask = ''] = line.split(',');
			return { timeMs: Number(timeMs), bid: points(bid), ask: points(ask) };
		});
