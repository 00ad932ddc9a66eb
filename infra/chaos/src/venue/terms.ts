import type { Chance } from '@meridian/execution-gateway/testing';

/** A broker of its own for each account of each schedule: what it charges, how it fills, what its terminal does. */
export function optionsOf(chance: Chance): readonly string[] {
	const options: string[] = ['--seed', String(chance.between(1, 1_000_000)), '--broker-delay-ms', String(chance.pick([0, 30, 200, 1_500]))];
	const add = (probability: number, ...words: string[]): void => {
		if (chance.hits(probability)) options.push(...words);
	};
	const swaps = ['swap-mode=points,swap-long=-7.35,swap-short=2.1', 'swap-mode=deposit,swap-long=-3.5,swap-short=-1.25'];
	const commissions = ['lot/7.00', 'deal/1.25', 'percent/0.003'];
	for (const symbol of ['EURUSD', 'GBPUSD', 'USDJPY']) {
		const terms = [
			...(chance.hits(0.7) ? [chance.pick(swaps) ?? ''] : []),
			...(chance.hits(0.7) ? [`commission=${chance.pick(commissions)}`] : []),
			...(chance.hits(0.4) ? [`fill-max=${chance.pick(['0.20', '0.50'])}`] : []),
			...(chance.hits(0.2) ? ['filling=2'] : []),
			...(chance.hits(0.2) ? ['execution=instant'] : []),
			...(chance.hits(0.2) ? ['stops=20,freeze=10'] : []),
		];
		if (terms.length > 0) options.push('--symbol', `${symbol}:${terms.join(',')}`);
	}
	add(0.4, '--slippage-random', '4');
	add(0.2, '--requote-every', '7');
	add(0.2, '--reject-every', '9');
	add(0.5, '--shuffle-transactions');
	add(0.4, '--history-lag', String(chance.between(50, 2_000)));
	add(0.5, '--sl-magic', 'position');
	add(0.3, '--comment-max', '8');
	add(0.3, '--partial-send', '64');
	add(0.3, '--frame-mac');
	add(0.3, '--requests-per-second', String(chance.pick([2, 3, 5])));
	add(0.3, '--delay-spread-ms', String(chance.pick([50, 400])));
	add(0.2, '--hash-ms', '500');
	return options;
}
