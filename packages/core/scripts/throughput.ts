import { cpus } from 'node:os';
import { createEngine, type EngineOutput, type VenueSpec } from '../src/index.ts';

/**
 * Orders placed, acknowledged and filled a second by one engine on one thread: the engine alone, no journal, no socket, all checks armed.
 * A rough figure to notice a slip by; the product's own benchmarks state load shape and percentiles.
 */
const orders = Number(process.argv[2] ?? 200_000);
const engine = createEngine();
const limits = {
	...{
		maxOrderQtyLots: 50,
		maxOrderNotionalMinor: 1_000_000_000,
		priceCollarBps: 500,
		maxMarkAgeMs: 10_000,
		maxOpenOrders: 200,
		maxNetLots: 100,
	},
	...{ marginReserveBps: 500, ordersPerSecond: 1_000_000, ordersBurst: 1_000_000 },
	...{ maxSpreadBps: 100, maxGrossMinor: 1_000_000_000_000, maxNetCurrencyMinor: 1_000_000_000_000, maxConcentrationBps: 10_000_000 },
	...{ minMarginLevelBps: 10_000, maxDailyLossMinor: 1_000_000_000, maxDrawdownMinor: 1_000_000_000, duplicateWindowMs: 0 },
	approvalNotionalMinor: 1_000_000_000,
};
const envelope = { principalId: 1, sessionId: 1, investmentDeciderId: 1, executionDeciderId: 1 };
const where = { tenantId: 1, accountId: 1 } as const;
const account = {
	balanceMinor: 0,
	creditMinor: 0,
	equityMinor: 1_000_000_000,
	marginMinor: 0,
	marginFreeMinor: 1_000_000_000,
	serverConnected: true,
	tradeAllowed: true,
};
const spec: VenueSpec = {
	...{
		digits: 5,
		contractSize: 100_000,
		qtyMin: 1,
		qtyMax: 100_000,
		qtyStep: 1,
		stopsLevel: 0,
		freezeLevel: 0,
		tickSize: 1,
		tradeMode: 'FULL',
		calcMode: 'FOREX',
	},
	...{ orderTypes: ['MARKET'], timesInForce: ['IOC'], marginRatePpm: 1_000_000, marginCurrency: 'EUR', leverage: 100, serverOffsetSec: 0 },
	sessions: [{ fromSec: 0, toSec: 604_800 }],
};
engine.apply(
	{
		kind: 'configure',
		config: {
			...{ tenantId: 1, version: 1, slug: 'bench', baseCurrency: 'EUR', active: true },
			users: [{ userId: 1, active: true, mayTrade: true, mayHalt: true }],
			instruments: [
				{
					instrumentId: 1,
					symbol: 'EURUSD',
					priceDigits: 5,
					qtyDigits: 2,
					baseCurrency: 'EUR',
					quoteCurrency: 'USD',
					active: true,
					brokerSymbols: [],
				},
			],
			accounts: [
				{ accountId: 1, name: 'bench', mode: 'NETTING', currency: 'EUR', currencyDigits: 2, server: 's', login: 1n, active: true, limits },
			],
		},
	},
	0,
);
engine.apply({ kind: 'epoch', epoch: 1 }, 0);
engine.apply({ kind: 'venue', ...where, event: 'linkUp' }, 0);
engine.apply({ kind: 'venue', ...where, event: 'spec', instrumentId: 1, spec }, 0);
engine.apply(
	{
		kind: 'venue',
		...where,
		event: 'snapshot',
		account,
		lastCommandEpoch: 0,
		lastCommandSeq: 0,
		orders: [],
		deals: [],
		positions: [],
		requests: [],
	},
	0,
);

let filled = 0;
const start = process.hrtime.bigint();
for (let i = 0; i < orders; i++) {
	const nowMs = 1000 + i;
	const side = i % 2 === 0 ? 'BUY' : 'SELL';
	engine.apply({ kind: 'mark', ...where, instrumentId: 1, bid: 110_000, ask: 110_010, venueAtMs: nowMs }, nowMs);
	if (i % 100 === 0) engine.apply({ kind: 'venue', ...where, event: 'account', account }, nowMs);
	const placed = engine.apply(
		{
			kind: 'place',
			...where,
			instrumentId: 1,
			clientOrderId: `c${i}`,
			side,
			type: 'MARKET',
			tif: 'IOC',
			qty: 100,
			price: null,
			sl: null,
			tp: null,
			positionTicket: 0n,
			reduceOnly: false,
			envelope,
		},
		nowMs,
	);
	const orderId = sentOrder(placed);
	engine.apply({ kind: 'venue', ...where, event: 'ack', orderId, commandSeq: i + 1, sent: true, retcode: 10008 }, nowMs);
	engine.apply(
		{
			kind: 'venue',
			...where,
			event: 'result',
			orderId,
			commandSeq: i + 1,
			retcode: 10009,
			orderTicket: BigInt(i + 1),
			dealTicket: BigInt(i + 1),
		},
		nowMs,
	);
	const money = { profitMinor: 0, commissionMinor: 0, swapMinor: 0, feeMinor: 0 };
	const deal = {
		orderId,
		ticket: BigInt(i + 1),
		orderTicket: BigInt(i + 1),
		positionTicket: 1n,
		instrumentId: 1,
		type: side,
		entry: 'IN',
		reason: 'EXPERT',
		qty: 100,
		price: 110_005,
		...money,
		venueAtMs: nowMs,
	} as const;
	if (engine.apply({ kind: 'venue', ...where, event: 'deal', deal }, nowMs).length > 0) filled += 1;
}
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
process.stdout.write(
	`${filled} orders placed, answered and filled in ${seconds.toFixed(2)} s: ${Math.round(filled / seconds)} a second (Node ${process.version}, ${cpus()[0]?.model})\n`,
);

function sentOrder(outputs: readonly EngineOutput[]): number {
	for (const output of outputs) if (output.kind === 'send') return output.send.orderId;
	throw new Error('an order was not sent');
}
