import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildEmulator, compilerTool, findTool, type Stack } from '@meridian/local';
import { prepareTicks } from '@meridian/market-data';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { endAfterAll } from './src/after.ts';
import { type ApiClient, connect } from './src/api.ts';
import { createDesk } from './src/oracle/desk.ts';
import { openGatewayStatus } from './src/oracle/gateway-status.ts';
import { type Books, expectedBooks } from './src/oracle/oracle.ts';
import { type Mode, type Outcome, type Step, writeScripts } from './src/oracle/script.ts';
import { readTicks, type Tick } from './src/oracle/ticks.ts';
import { startFresh, tradingAlone } from './src/stack.ts';
import { type LockstepTerminal, startLockstepTerminal } from './src/terminal.ts';
import { type AccountRow, accounts, executions, instrumentId, positions } from './src/trading.ts';
import { until } from './src/wait.ts';

const recording = join(import.meta.dirname, '../../shared/data/lean/forex/oanda/tick/eurusd/20140506_quote.zip');
const seed = Number(process.env.MERIDIAN_SEED ?? 20_140_506);
const stepsPerAccount = 150;
const cents = (text: string): bigint => BigInt(text.replace('.', ''));
const brokerShape = z.object({ balanceCents: z.number(), profitCents: z.number(), ticks: z.number(), deals: z.number() });

type Day = { account: AccountRow; script: Step[]; expected: Books; terminal: LockstepTerminal; outcomes: Map<string, Outcome> };

/**
 * A real day of EURUSD through the Expert Advisor in its emulated terminal and the whole order path, tick by tick: the market moves on only
 * when the gateway has taken every tick. The books must end where an oracle that knows only the script and the file says.
 */
describe.skipIf(!existsSync(recording))('a recorded day of EURUSD against an independent oracle', () => {
	let stack: Stack;
	let api: ApiClient;
	let ticks: Tick[];
	const days = new Map<Mode, Day>();
	const day = (mode: Mode): Day => days.get(mode) as Day;

	beforeAll(async () => {
		const compiler = await findTool(compilerTool, () => undefined);
		if ('missing' in compiler) throw new Error(compiler.missing);
		stack = await startFresh('oracle', { ...tradingAlone, venue: 'none' });
		const { file } = await prepareTicks({ file: recording, outDir: stack.stateDir });
		ticks = readTicks(file);
		const binary = await buildEmulator(compiler.path);
		api = await connect(stack.urls.api, stack.login('trader@aurora.example'));
		const eurusd = await instrumentId(api, 'EURUSD');
		const scripts = writeScripts(ticks, { seed, steps: stepsPerAccount, modes: ['NETTING', 'HEDGING'] });
		for (const account of await accounts(api)) {
			const mode = z.enum(['NETTING', 'HEDGING']).parse(account.mode);
			const currency = z.enum(['EUR', 'USD']).parse(account.currency);
			const script = scripts.get(mode) ?? [];
			const expected = expectedBooks(ticks, script, { mode, currency, balance: 10_000_000n });
			const terminal = await startLockstepTerminal(stack, { binary, account: { ...account, mode, balance: '100000' }, ticksFile: file });
			days.set(mode, { account, script, expected, terminal, outcomes: new Map() });
		}
		await until('both accounts to be reconciled', async () => (await accounts(api)).every((a) => a.reconciled), 60_000);

		const status = openGatewayStatus(stack);
		async function advance(to: number): Promise<void> {
			await Promise.all([...days.values()].map(({ terminal }) => terminal.ticksTo(to)));
			await until(`the gateway to have ${to} ticks of each terminal`, async () => {
				const received = await status.ticksReceived();
				return received.length === days.size && received.every((count) => count === to);
			});
		}
		const moments = [...new Set([...days.values()].flatMap(({ script }) => script.map((step) => step.at)))].toSorted((a, b) => a - b);
		const desks = [...days.values()].map((each) => ({ ...each, desk: createDesk(api, { account: each.account, instrumentId: eurusd }) }));
		for (const at of moments) {
			await advance(at);
			await Promise.all(
				desks.map(async ({ script, desk, outcomes }) => {
					for (const step of script.filter((each) => each.at === at)) outcomes.set(step.id, await desk.act(step));
				}),
			);
		}
		await advance(ticks.length);
		status.close();
	}, 240_000);
	endAfterAll(
		() => stack,
		async () => {
			await Promise.all([...days.values()].map(({ terminal }) => terminal.stop()));
			await api?.close();
		},
	);

	test(`the script gives at least 200 market and limit orders over all 44,864 ticks (seed ${seed})`, () => {
		const orders = [...days.values()].flatMap(({ script }) => script.filter((step) => step.kind === 'market' || step.kind === 'limit'));
		expect(ticks).toHaveLength(44_864);
		expect(orders.length).toBeGreaterThanOrEqual(200);
		expect(new Set(orders.map((order) => order.kind)).size).toBe(2);
	});

	describe.each(['NETTING', 'HEDGING'] as const)('%s', (mode) => {
		test('every step of the desk ends as the oracle says', () => {
			const { script, expected, outcomes } = day(mode);
			// A resting order that filled or was cancelled later was still working when it was placed.
			const resting = new Set(script.filter((step) => step.kind === 'limit').map((step) => step.id));
			const told = [...expected.outcomes].map(([id, outcome]) => [id, resting.has(id) ? 'WORKING' : outcome]);
			expect(Object.fromEntries(outcomes)).toEqual(Object.fromEntries(told));
		});

		test('the executions are the oracle’s deals, one by one, to the cent', async () => {
			const { account, expected } = day(mode);
			const booked = async () => (await executions(api)).filter((e) => e.account.id === account.id && ['BUY', 'SELL'].includes(e.type));
			await until('all executions to be projected', async () => (await booked()).length >= expected.deals.length);
			const rows = (await booked()).toSorted((a, b) => Number(a.dealTicket) - Number(b.dealTicket));
			expect(rows.map((e) => [e.type, cents(e.quantity), cents(e.price), cents(e.profit)])).toEqual(
				expected.deals.map((deal) => [deal.side, deal.lots, deal.price, deal.profit]),
			);
		});

		test('balance and realised P&L equal the oracle’s, in our books and at the broker', async () => {
			const { account, expected, terminal } = day(mode);
			const broker = brokerShape.parse(await terminal.state());
			expect(BigInt(broker.balanceCents)).toBe(expected.balance);
			expect(BigInt(broker.profitCents)).toBe(expected.floating);
			const row = await until('the account to be projected', async () => {
				const found = (await accounts(api)).find((a) => a.id === account.id);
				return found !== undefined && cents(found.balance) === expected.balance && found;
			});
			expect(cents(row.realisedPnl)).toBe(expected.balance - 10_000_000n);
		});

		test('open positions equal the oracle’s: side, quantity, average price and floating P&L', async () => {
			const { account, expected } = day(mode);
			const rows = (await positions(api)).filter((p) => p.account.id === account.id);
			const shown = rows
				.map((p) => ({ side: p.side, lots: cents(p.quantity), average: Number(p.averagePrice).toFixed(5) }))
				.toSorted(byText);
			const wanted = expected.positions
				.map((p) => ({ side: p.side, lots: p.lots, average: (Number((p.cost * 1000n) / (p.lots * p.costDen)) / 1e8).toFixed(5) }))
				.toSorted(byText);
			expect(shown).toEqual(wanted);
			// The API values them at the quote it heard last, which may still be on its way.
			await until('the floating P&L to be the oracle’s', async () => {
				const now = (await positions(api)).filter((p) => p.account.id === account.id);
				return now.reduce((sum, p) => sum + cents(p.unrealisedPnl ?? '0'), 0n) === expected.floating;
			});
		});
	});
});

const byText = (a: { side: string; lots: bigint; average: string }, b: { side: string; lots: bigint; average: string }): number =>
	`${a.side} ${a.lots} ${a.average}`.localeCompare(`${b.side} ${b.lots} ${b.average}`);
