import { wireEnums } from '@meridian/protocol';
import { expect, test } from 'vitest';
import { quotes, rows, Terminal } from './terminal.ts';

const { OrderType } = wireEnums;
const one = quotes(['1.10000', '1.10010'], ['1.10000', '1.10010']);

/**
 * The simulated broker's money against the examples that MetaQuotes works out itself. Margin:
 * https://support.metaquotes.net/en/docs/mt5/client/trading_advanced/margin_forex
 */
test('Forex: "1 * 100 000 / 100 = 1 000 EUR"', async () => {
	const terminal = await Terminal.start({ ticks: one, args: ['--currency', 'EUR'] });
	await terminal.gateway.opened({ volume: 1 });
	expect((await terminal.books()).marginCents).toBe(100_000);
});

test('Forex No Leverage: "1 * 100,000 = EUR 100,000"', async () => {
	const args = ['--currency', 'EUR', '--balance', '200000', '--symbol', 'EURUSD:calc=forex-no-leverage'];
	const terminal = await Terminal.start({ ticks: one, args });
	await terminal.gateway.opened({ volume: 1 });
	expect((await terminal.books()).marginCents).toBe(10_000_000);
});

test('Contracts, Exchange Stocks: "#AA ... 1 * 100 * 33.00 = 3300 USD"', async () => {
	const ticks = rows(['#AA', '2024-01-02T00:00:00Z', '32.99', '33.00'], ['EURUSD', '2024-01-02T00:00:01Z', '1.1', '1.1001']);
	const terminal = await Terminal.start({ ticks, symbols: ['#AA', 'EURUSD'] });
	await terminal.gateway.opened({ symbol: '#AA', volume: 1 });
	expect((await terminal.books()).marginCents).toBe(330_000);
});

test('Conversion: "if the current rate is 1.2790, the total margin size is USD 1,279", and the margin rate: "1279 * 1.15 = USD 1470.85"', async () => {
	const ticks = quotes(['1.27890', '1.27900'], ['1.27890', '1.27900']);
	const plain = await Terminal.start({ ticks });
	await plain.gateway.opened({ volume: 1 });
	expect((await plain.books()).marginCents).toBe(127_900);
	const rated = await Terminal.start({ ticks, args: ['--symbol', 'EURUSD:rate-buy=1.15'] });
	await rated.gateway.opened({ volume: 1 });
	expect((await rated.books()).marginCents).toBe(147_085);
});

test('Hedged positions: "The final margin size: 1343.364 + 895.544 = 2238.90"', async () => {
	const ticks = quotes(['1.11943', '1.11953'], ['1.11943', '1.11953']);
	const hedged = 'EURUSD:hedged-leg=0,margin-hedged=100000,rate-buy=2,rate-sell=4';
	const terminal = await Terminal.start({ ticks, args: ['--leverage', '500', '--symbol', hedged] });
	for (const type of [OrderType.MARKET_SELL, OrderType.MARKET_BUY, OrderType.MARKET_SELL, OrderType.MARKET_BUY, OrderType.MARKET_SELL])
		await terminal.gateway.opened({ volume: 1, type });
	expect((await terminal.books()).marginCents).toBe(223_890);
});

test('Fixed margin of hedging orders: "the trader needs the margin of 2000 USD ... a margin of 1000 USD will remain reserved"', async () => {
	const ticks = rows(['BRENT', '2024-01-02T00:00:00Z', '80.00', '80.01'], ['EURUSD', '2024-01-02T00:00:01Z', '1.1', '1.1001']);
	const terms = 'BRENT:margin-initial=1000,margin-maintenance=500,margin-hedged=500,hedged-leg=0';
	for (const [balance, retcode] of [
		['2020', 10009],
		['1990', 10019],
	] as const) {
		const terminal = await Terminal.start({ ticks, symbols: ['BRENT', 'EURUSD'], args: ['--balance', balance, '--symbol', terms] });
		const { gateway } = terminal;
		await gateway.opened({ symbol: 'BRENT', volume: 1 });
		expect((await terminal.books()).marginCents).toBe(50_000);
		const sell = gateway.order({ symbol: 'BRENT', volume: 2, type: OrderType.MARKET_SELL });
		expect((await gateway.result(sell)).retcode).toBe(retcode);
		expect((await terminal.books()).marginCents).toBe(retcode === 10009 ? 100_000 : 50_000);
	}
});

/** Swaps: https://support.metaquotes.net/en/docs/mt5/platform/administration/admin_symbols/admin_symbols_settings/symbol_settings_swaps */
async function nights(input: {
	symbol: string;
	terms: string;
	price: readonly [string, string];
	volume: number;
	from: string;
	to: string;
}) {
	const quote = (at: string) => [input.symbol, at, ...input.price] as const;
	const terminal = await Terminal.start({
		ticks: `${rows(['EURUSD', '2024-01-01T00:00:00Z', '1.1', '1.1001'])}${rows(quote(input.from), quote(input.to))}`,
		symbols: ['EURUSD', input.symbol],
		args: ['--balance', '5000000', '--symbol', `${input.symbol}:${input.terms}`],
	});
	await terminal.ticks(1);
	const position = await terminal.gateway.opened({ symbol: input.symbol, volume: input.volume });
	await terminal.ticks(1);
	return { terminal, position, swapCents: (await terminal.books()).positions[0]?.swapCents };
}
const tuesdayNight = { from: '2024-01-02T20:00:00Z', to: '2024-01-03T00:00:01Z' };

test('Swap in points: "5 * 0.2274587 = 1.14 USD (with rounding) ... 1.14 * (-11.35) = -12.94 USD"', async () => {
	const terms = 'swap-mode=points,swap-long=-11.35';
	const { swapCents } = await nights({ symbol: 'USDTRY', terms, price: ['4.39620', '4.39640'], volume: 5, ...tuesdayNight });
	expect(swapCents).toBe(-1_294);
});

test('Swap in points of a small position: "When rounding, the result is 0"', async () => {
	const terms = 'contract=1000,swap-mode=points,swap-long=-11.35';
	const { swapCents } = await nights({ symbol: 'GBPUSD', terms, price: ['1.2', '1.2001'], volume: 0.01, ...tuesdayNight });
	expect(swapCents).toBe(0);
});

test('Swap in money: so much per lot and night, three times on the symbol’s day, never on a weekend', async () => {
	const terms = 'swap-mode=deposit,swap-long=-2.5,swap-triple=3';
	const week = { from: '2024-01-02T20:00:00Z', to: '2024-01-09T00:00:01Z' };
	const { swapCents, terminal, position } = await nights({ symbol: 'GBPUSD', terms, price: ['1.2', '1.2001'], volume: 2, ...week });
	expect(swapCents).toBe(-500 * 7); // Tue, Wed x 3, Thu, Fri, Mon
	const { gateway } = terminal;
	const part = await gateway.result(gateway.order({ symbol: 'GBPUSD', volume: 0.5, position, type: OrderType.MARKET_SELL }));
	expect(await gateway.heard('DealItem', (deal) => deal.ticket === part.deal)).toMatchObject({ swap: -8.75 });
	const rest = await gateway.result(gateway.order({ symbol: 'GBPUSD', volume: 1.5, position, type: OrderType.MARKET_SELL }));
	expect(await gateway.heard('DealItem', (deal) => deal.ticket === rest.deal)).toMatchObject({ swap: -26.25 });
});

test('Swap in percent: "100*33*10 = 33 000 USD" of a future, "100*33 = 3300 USD" of a contract, a 360th of the year’s interest a night', async () => {
	const price = ['32.99', '33.00'] as const;
	const futures = 'contract=100,tick-value=0.1,margin-initial=10,swap-mode=interest-open,swap-long=-3.6';
	const night = { price, volume: 1, ...tuesdayNight };
	expect((await nights({ symbol: 'BRENT', terms: futures, ...night })).swapCents).toBe(-330);
	const contract = 'calc=cfd,contract=100,swap-mode=interest-open,swap-long=-3.6';
	expect((await nights({ symbol: '#AA', terms: contract, ...night })).swapCents).toBe(-33);
});

test('Profit of a future goes by its tick’s worth, of an index by its contract', async () => {
	const at = (second: number) => `2024-01-02T00:00:0${second}Z`;
	const ticks = rows(
		['EURUSD', at(0), '1.1', '1.1001'],
		['BRENT', at(1), '80.00', '80.01'],
		['US500', at(2), '5230.00', '5230.50'],
		['BRENT', at(3), '81.01', '81.02'],
		['US500', at(4), '5240.50', '5241.00'],
	);
	const terminal = await Terminal.start({ ticks, symbols: ['EURUSD', 'BRENT', 'US500'], args: ['--symbol', 'BRENT:tick-value=7.5'] });
	const { gateway } = terminal;
	await terminal.ticks(2);
	const brent = await gateway.opened({ symbol: 'BRENT', volume: 2 });
	const index = await gateway.opened({ symbol: 'US500', volume: 1 });
	// "Volume in lots * Contract size * Open market price * Tick price / Tick size"
	expect((await terminal.books()).marginCents).toBe(2 * 300_000 + 10 * 523_050);
	await terminal.ticks(2);
	for (const [symbol, position, volume, profit] of [['BRENT', brent, 2, 1_500] as const, ['US500', index, 1, 100] as const]) {
		const closed = await gateway.result(gateway.order({ symbol, position, volume, type: OrderType.MARKET_SELL }));
		expect(await gateway.heard('DealItem', (deal) => deal.ticket === closed.deal)).toMatchObject({ profit });
	}
});
