import { expect, test, vi } from 'vitest';
import { steady, Terminal } from './terminal.ts';

/** The Expert Advisor's own source in its emulated terminal: login, pictures, memory, ticks. */
test('both sides prove the key, and the first picture is whole', async () => {
	const { gateway } = await Terminal.start();
	expect(await gateway.heard('Login')).toMatchObject({ login: 7001n, server: 'Test', eaVersion: '0.4.1' });
	expect(await gateway.heard('Hello')).toMatchObject({
		currency: 'USD',
		currencyDigits: 2,
		leverage: 100,
		connected: true,
		tradeAllowed: true,
		highestEpoch: 1n,
	});
	expect(await gateway.heard('Symbol')).toMatchObject({
		symbol: 'EURUSD',
		digits: 5,
		contractSize: 100_000,
		fillingMask: 3,
		volumeMin: 0.01,
	});
	expect(await gateway.heard('Account')).toMatchObject({ balance: 100_000, equity: 100_000, margin: 0 });
	expect(await gateway.heard('SnapshotEnd')).toMatchObject({ positions: 0, orders: 0, deals: 1, lastCommandSeq: 0n });
});

test('a gateway that cannot prove the key gets no hello and no trade', async () => {
	const terminal = await Terminal.start({ greet: false, args: ['--deadline-ms', '1000'] });
	terminal.gateway.ownKey = 'cd'.repeat(32);
	terminal.gateway.cut();
	await vi.waitFor(() => expect(terminal.output).toContain('THE GATEWAY DOES NOT KNOW THE KEY'), { timeout: 15_000 });
	terminal.gateway.forget();
	terminal.gateway.order();
	await vi.waitFor(() => expect(terminal.gateway.connections).toBeGreaterThan(3), { timeout: 15_000 });
	expect(terminal.gateway.all('TradeAck')).toEqual([]);
	expect(terminal.gateway.all('Hello')).toEqual([]);
	expect(await terminal.books()).toMatchObject({ deals: 1 });
});

test('a gateway of an older epoch than one seen is dropped', async () => {
	const terminal = await Terminal.start();
	terminal.gateway.epoch = 5n;
	terminal.gateway.cut();
	await vi.waitFor(() => expect(terminal.gateway.all('Hello').at(-1)).toMatchObject({ highestEpoch: 5n }), { timeout: 15_000 });
	terminal.gateway.epoch = 4n;
	terminal.gateway.cut();
	await vi.waitFor(() => expect(terminal.output).toContain('older epoch'), { timeout: 15_000 });
});

test('the line is opened again after it broke', async () => {
	const { gateway } = await Terminal.start();
	gateway.cut();
	await vi.waitFor(() => expect(gateway.all('Hello')).toHaveLength(2), { timeout: 15_000 });
	expect(await gateway.snapshot()).toMatchObject({ deals: 1 });
});

test('a silent gateway is given up after the deadline', async () => {
	const terminal = await Terminal.start({ args: ['--deadline-ms', '300'] });
	await vi.waitFor(() => expect(terminal.output).toContain('no heartbeat from the gateway'), { timeout: 15_000 });
});

test('every tick arrives once and in order, those of one millisecond too', async () => {
	const at = 1_704_153_600_000;
	const times = Array.from({ length: 5_000 }, (_, i) => at + Math.floor(i / 3) * 10);
	const ticks = times.map((ms, i) => `EURUSD,${ms},${(1.1 + (i % 500) / 100_000).toFixed(5)},1.20000\n`).join('');
	const terminal = await Terminal.start({ ticks });
	await terminal.ticks(times.length);
	await vi.waitFor(() => expect(terminal.gateway.all('Tick')).toHaveLength(times.length), { timeout: 20_000 });
	const arrived = terminal.gateway.all('Tick').map((tick) => `${tick.timeMs} ${tick.bid.toFixed(5)}`);
	expect(arrived).toEqual(times.map((ms, i) => `${ms} ${(1.1 + (i % 500) / 100_000).toFixed(5)}`));
});

test('ticks of an outage are sent after it, those that were on their way when the line broke too, and none twice', async () => {
	const terminal = await Terminal.start({ ticks: steady(40) });
	terminal.gateway.cut();
	await terminal.ticks(5); // the terminal has not noticed yet: these go into the broken line
	await vi.waitFor(() => expect(terminal.output).toContain('link down'), { timeout: 15_000 });
	await terminal.ticks(5);
	await terminal.gateway.snapshot();
	await terminal.ticks(1);
	await vi.waitFor(() => expect(terminal.gateway.all('Tick')).toHaveLength(12), { timeout: 15_000 });
	const times = terminal.gateway.all('Tick').map((tick) => Number(tick.timeMs));
	expect(times).toEqual(times.map((_, i) => 1_704_153_600_000 + i * 250));
});

test('rows of a ticks file that make no sense are counted, and the first is shown', async () => {
	const terminal = await Terminal.start({ ticks: `${steady(3)}EURUSD,nonsense\nEURUSD,1,1.1,1.2\n`, greet: false });
	expect(terminal.output).toContain('2 malformed lines skipped');
	expect(terminal.output).toContain('the first is line 4: EURUSD,nonsense');
});

test('an EA without its key says which setting is needed', async () => {
	const terminal = await Terminal.start({ greet: false, eaKey: 'short' });
	expect(await terminal.exited()).toBe(1);
	expect(terminal.output).toContain("SETTING NEEDED: the input 'Key of this terminal'");
});
