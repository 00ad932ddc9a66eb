import { terminalKey } from '@meridian/auth';
import { wideLimits } from '@meridian/core/testing';
import {
	createCodec,
	entryProtocol,
	entryVersion,
	type Message,
	protocolVersion,
	type TerminalProtocol,
	terminalProtocol,
	wireEnums,
} from '@meridian/protocol';
import { accountFacts, symbolFacts } from '@meridian/protocol/testing';

/** Values that stand in a prepared frame where the load generator writes running numbers: each is found by its bytes. */
const marks = {
	requestId: 0x5a17c3e1,
	commandSeq: 0x1b2c3d4e5f607182n,
	orderId: 0x2b2c3d4e5f607183n,
	ticket: 0x3b2c3d4e5f607184n,
	deal: 0x4b2c3d4e5f607185n,
	timeUs: 0x5b2c3d4e5f607186n,
	atUs: 0x6b2c3d4e5f607187n,
	clientOrderId: '4813907265',
	nonce: new Uint8Array(16).fill(0xa7),
	mac: new Uint8Array(32).fill(0xb9),
} as const;

function patchesOf(frame: Uint8Array): string {
	const bytes = Buffer.from(frame);
	const needles = Object.entries(marks).map(([name, value]) => {
		if (typeof value === 'string') return { name, needle: Buffer.from(value) };
		if (value instanceof Uint8Array) return { name, needle: Buffer.from(value) };
		const needle = Buffer.alloc(typeof value === 'bigint' ? 8 : 4);
		if (typeof value === 'bigint') needle.writeBigUInt64LE(value);
		else needle.writeUInt32LE(value);
		return { name, needle };
	});
	const found: string[] = [];
	for (const { name, needle } of needles)
		for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + 1)) found.push(`${name}:${at}`);
	return found.length === 0 ? '-' : found.join(',');
}

const server = 'Bench';
const login = 7n;
const limits = wideLimits({ maxMarkAgeMs: 10_000 });
/** A tenant with one account and one instrument, as the API would push it. */
export const benchTenant = {
	...{ tenantId: 1, version: 1, slug: 'bench', baseCurrency: 'USD', active: true },
	users: [{ userId: 1, active: true, mayTrade: true, mayHalt: true }],
	instruments: [
		{
			...{ instrumentId: 1, symbol: 'EURUSD', priceDigits: 5, qtyDigits: 2, baseCurrency: 'EUR', quoteCurrency: 'USD', active: true },
			brokerSymbols: [{ server, symbol: 'EURUSD' }],
		},
	],
	accounts: [
		{
			accountId: 1,
			name: 'bench',
			mode: 'NETTING',
			currency: 'USD',
			currencyDigits: 2,
			server,
			login: String(login),
			active: true,
			limits,
		},
	],
};

/** The lines that bench/native/script.hpp reads: an account whose market orders buy and sell in turn and are filled whole. */
export function loadScript(keys: { gatewayKey: string; terminalKey: string }): string {
	const entry = createCodec(entryProtocol);
	const terminal = createCodec(terminalProtocol);
	const lines: string[] = [];
	const line = (kind: string, name: string, frame: Uint8Array): void =>
		void lines.push(`${kind} ${name} ${Buffer.from(frame).toString('hex')} ${patchesOf(frame).replace('-', '')}`.trim());
	const say = <Name extends keyof TerminalProtocol & string>(kind: string, name: Name, body: Message<TerminalProtocol, Name>): void =>
		line(kind, name, terminal.encode(name, 0, body));

	line('entryKey', 'key', Buffer.from(keys.gatewayKey, 'hex'));
	line('terminalKey', 'key', Buffer.from(terminalKey(keys.terminalKey, { server, login })));
	line('snapshotRequestId', 'id', Uint8Array.of(terminalProtocol.SnapshotRequest.id));
	line('orderSendId', 'id', Uint8Array.of(terminalProtocol.OrderSend.id));
	line('pingId', 'id', Uint8Array.of(terminalProtocol.Ping.id));
	const { nonce, mac, timeUs, atUs } = marks;
	line('entryPong', 'Pong', entry.encode('Pong', 0, { timeUs }));
	say('terminalPong', 'Pong', { timeUs, atUs });
	line(
		'entryLogin',
		'Login',
		entry.encode('Login', 0, { protocolVersion: entryVersion, client: 'bench', shard: 0, clientNonce: nonce, loginMac: mac }),
	);
	say('terminalLogin', 'Login', {
		protocolVersion,
		login,
		server,
		terminalNonce: nonce,
		loginMac: mac,
		eaVersion: 'bench',
		frameMac: false,
	});
	line(
		'entryStart',
		'Configure',
		entry.encode('Configure', 0, { requestId: 1, tenantId: 1, version: 1, config: JSON.stringify(benchTenant) }),
	);
	for (const side of ['BUY', 'SELL'] as const) {
		const who = { tenantId: 1, principalId: 1, sessionId: 1, investmentDeciderId: 1, executionDeciderId: 1, accountId: 1, instrumentId: 1 };
		const terms = { side, type: 'MARKET', tif: 'IOC', expiresAtMs: null, qty: 10, price: null, limitPrice: null, sl: null, tp: null };
		const what = {
			...terms,
			positionTicket: 0n,
			reduceOnly: false,
			postOnly: false,
			bracket: false,
			trailBy: '',
			trailDistance: null,
			strategyId: 0,
		};
		const ids = { requestId: marks.requestId, correlationId: '', clientOrderId: marks.clientOrderId };
		line('order', side, entry.encode('PlaceOrder', 0, { ...ids, ...who, ...what }));
	}
	greet(say);
	for (const side of ['BUY', 'SELL'] as const) answer(say, side);
	return `${lines.join('\n')}\n`;
}

type Say = <Name extends keyof TerminalProtocol & string>(kind: string, name: Name, body: Message<TerminalProtocol, Name>) => void;
const money = accountFacts({ balance: 1e7 });

function greet(say: Say): void {
	say('terminalStart', 'Hello', {
		...{ terminalBuild: 1, company: 'Bench', currency: 'USD', currencyDigits: 2, leverage: 100 },
		...{ marginMode: wireEnums.MarginMode.NETTING, accountMode: wireEnums.AccountMode.DEMO, hedgeAllowed: false, fifoClose: false },
		...{
			connected: true,
			tradeAllowed: true,
			serverOffsetSec: 0,
			eaStartedMs: 0n,
			lastCommandEpoch: 0n,
			lastCommandSeq: 0n,
			highestEpoch: 0n,
		},
	});
	say('terminalStart', 'Symbol', symbolFacts());
	say('snapshot', 'SnapshotBegin', { snapshotId: 1 });
	say('snapshot', 'Account', money);
	const deposit = { ticket: 1n, order: 0n, positionId: 0n, symbol: '', type: wireEnums.DealType.BALANCE, profit: 1e7, magic: 0n };
	say('snapshot', 'DealItem', { ...dealFields, ...deposit, entry: wireEnums.DealEntry.IN, volume: 0, price: 0 });
	const last = { lastCommandEpoch: 0n, lastCommandSeq: 0n, connected: true, tradeAllowed: true, hash: 0 };
	say('snapshot', 'SnapshotEnd', { snapshotId: 1, positions: 0, orders: 0, deals: 1, ...last });
	say('tick', 'Tick', { symbol: 'EURUSD', timeMs: 1_700_000_000_000n, bid: 1.1, ask: 1.1, last: 0, flags: 6 });
}

const dealFields = { reason: wireEnums.DealReason.EXPERT, commission: 0, swap: 0, fee: 0, timeMs: 1_700_000_000_000n, seenUs: 0n };

/** What a terminal says of an order that is filled: sent, the deal, the answer; each with the time, so that the stages are kept as in life. */
function answer(say: Say, side: 'BUY' | 'SELL'): void {
	const { commandSeq, orderId, ticket, deal, atUs } = marks;
	const buy = side === 'BUY';
	say('answer', 'TradeAck', {
		epoch: 1n,
		commandSeq,
		orderId,
		sent: true,
		retcode: 10008,
		requestId: 1,
		lastError: 0,
		receivedUs: atUs,
		sentUs: atUs,
	});
	say('answer', 'DealItem', {
		...dealFields,
		...{
			ticket: deal,
			order: ticket,
			positionId: 1_000_000n,
			symbol: 'EURUSD',
			type: buy ? wireEnums.DealType.BUY : wireEnums.DealType.SELL,
		},
		...{ entry: buy ? wireEnums.DealEntry.IN : wireEnums.DealEntry.OUT, volume: 0.1, price: 1.1, profit: 0, magic: orderId, seenUs: atUs },
	});
	say('answer', 'TradeResult', {
		epoch: 1n,
		commandSeq,
		orderId,
		retcode: 10009,
		order: ticket,
		deal,
		volume: 0.1,
		price: 1.1,
		comment: '',
		answeredUs: atUs,
	});
}
