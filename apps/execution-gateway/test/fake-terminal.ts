import { connect, type Socket } from 'node:net';
import { terminalKey } from '@meridian/auth';
import {
	type AnyMessage,
	createCodec,
	FrameReader,
	type Message,
	protocolVersion,
	type TerminalProtocol,
	terminalProtocol,
	wireEnums,
} from '@meridian/protocol';
import { loginProof, newNonce } from '@meridian/protocol/login';
import { accountFacts, symbolFacts } from '@meridian/protocol/testing';

type Body<Name extends keyof TerminalProtocol> = Message<TerminalProtocol, Name>;
type Incoming = AnyMessage<TerminalProtocol>;
const codec = createCodec(terminalProtocol);

/** The terminal's side of the wire, by hand: a test says what it says and reads what it got. */
export class FakeTerminal {
	readonly received: Incoming[] = [];
	closed = false;
	readonly #socket: Socket;
	#seq = 0;

	constructor(input: { port: number; masterKey: string; server: string; login: bigint; key?: string; silent?: boolean }) {
		const reader = new FrameReader();
		const nonce = newNonce();
		this.#socket = connect(input.port, '127.0.0.1');
		this.#socket.on('error', () => undefined);
		this.#socket.on('close', () => {
			this.closed = true;
		});
		this.#socket.on('data', (chunk: Buffer) => {
			for (const frame of reader.push(chunk)) {
				const message = codec.decode(frame);
				if (message.name === 'Ping') this.send('Pong', { timeUs: message.body.timeUs, atUs: message.body.timeUs });
				else this.received.push(message);
				if (message.name === 'Challenge' && input.silent !== true) {
					const key = input.key ?? terminalKey(input.masterKey, input);
					const loginMac = loginProof(key, { label: 'terminal', first: message.body.gatewayNonce, second: nonce });
					this.send('Login', {
						protocolVersion,
						login: input.login,
						server: input.server,
						terminalNonce: nonce,
						loginMac,
						eaVersion: 'test',
						frameMac: false,
					});
				}
			}
		});
	}

	send<Name extends keyof TerminalProtocol & string>(name: Name, body: Body<Name>): void {
		this.#socket.write(codec.encode(name, ++this.#seq, body));
	}

	all<Name extends Incoming['name']>(name: Name): Extract<Incoming, { name: Name }>[] {
		return this.received.filter((message): message is Extract<Incoming, { name: Name }> => message.name === name);
	}

	/** Any bytes. */
	raw(bytes: Uint8Array): void {
		this.#socket.write(bytes);
	}

	greet(change: Partial<Body<'Hello'>> = {}): void {
		this.send('Hello', greeting(change));
	}

	/** Hello, EURUSD with five digits, and an empty account with its opening balance. */
	hello(
		symbol = 'EURUSD',
		known: { deals: Body<'DealItem'>[]; last: { epoch: bigint; seq: bigint }; orders?: Body<'OrderItem'>[] } = {
			deals: [],
			last: { epoch: 0n, seq: 0n },
		},
		greeting: Partial<Body<'Hello'>> = {},
	): void {
		this.greet(greeting);
		this.send('Symbol', symbolFacts({ symbol }));
		this.account();
		this.snapshot(
			[deal({ ticket: 1n, type: wireEnums.DealType.BALANCE, profit: 100_000, symbol: '' }), ...known.deals],
			known.last,
			known.orders,
		);
	}

	account(): void {
		this.send('Account', accountFacts());
	}

	snapshot(
		deals: Body<'DealItem'>[] = [],
		last: { epoch: bigint; seq: bigint } = { epoch: 0n, seq: 0n },
		orders: Body<'OrderItem'>[] = [],
	): void {
		this.send('SnapshotBegin', { snapshotId: 1 });
		this.account();
		for (const item of deals) this.send('DealItem', item);
		for (const item of orders) this.send('OrderItem', item);
		this.send('SnapshotEnd', {
			snapshotId: 1,
			positions: 0,
			orders: orders.length,
			deals: deals.length,
			lastCommandEpoch: last.epoch,
			lastCommandSeq: last.seq,
			connected: true,
			tradeAllowed: true,
			hash: 0,
		});
	}

	/** Several frames in one piece. */
	together(bodies: readonly { readonly [Name in keyof TerminalProtocol]: readonly [Name, Body<Name>] }[keyof TerminalProtocol][]): void {
		this.#socket.write(Buffer.concat(bodies.map(([name, body]) => codec.encode(name, ++this.#seq, body as never))));
	}

	tick(bid: number, ask: number, symbol = 'EURUSD'): void {
		this.send('Tick', { symbol, timeMs: 1_700_000_000_000n, bid, ask, last: 0, flags: 6 });
	}

	/** Passed on 20 µs after it came, and answered 80 µs later. */
	answer(commandSeq: bigint, input: { readonly orderId: bigint; readonly deal: bigint }): void {
		const command = { epoch: this.all('LoginOk')[0]?.body.epoch ?? 0n, commandSeq, orderId: input.orderId };
		this.send('TradeAck', { ...command, sent: true, retcode: 10_008, requestId: 1, lastError: 0, receivedUs: 1_000n, sentUs: 1_020n });
		const { deal } = input;
		this.send('TradeResult', {
			...command,
			retcode: 10_009,
			order: deal + 1n,
			deal,
			volume: 0.1,
			price: 1.1,
			comment: '',
			answeredUs: 1_100n,
		});
	}

	cut(): void {
		this.#socket.destroy();
	}
}

export function deal(change: Partial<Body<'DealItem'>>): Body<'DealItem'> {
	return {
		ticket: 2n,
		order: 0n,
		positionId: 0n,
		symbol: 'EURUSD',
		type: wireEnums.DealType.BUY,
		entry: wireEnums.DealEntry.IN,
		reason: wireEnums.DealReason.EXPERT,
		volume: 0,
		price: 0,
		profit: 0,
		commission: 0,
		swap: 0,
		fee: 0,
		magic: 0n,
		timeMs: 1_700_000_000_000n,
		seenUs: 0n,
		...change,
	};
}

/** A buy limit of 0.10 at 1.09 as the terminal shows it. */
export function workingOrder(change: Partial<Body<'OrderItem'>>): Body<'OrderItem'> {
	return {
		ticket: 3n,
		symbol: 'EURUSD',
		type: wireEnums.OrderType.BUY_LIMIT,
		state: wireEnums.OrderState.PLACED,
		historical: false,
		volumeInitial: 0.1,
		volumeCurrent: 0.1,
		price: 1.09,
		sl: 0,
		tp: 0,
		magic: 0n,
		positionId: 0n,
		positionById: 0n,
		stopLimit: 0,
		timeSetupMs: 1_700_000_000_000n,
		timeDoneMs: 0n,
		reason: wireEnums.OrderReason.CLIENT,
		...change,
	};
}

export function greeting(change: Partial<Body<'Hello'>>): Body<'Hello'> {
	return {
		terminalBuild: 1,
		company: 'Test broker',
		currency: 'USD',
		currencyDigits: 2,
		leverage: 100,
		marginMode: wireEnums.MarginMode.HEDGING,
		accountMode: wireEnums.AccountMode.DEMO,
		hedgeAllowed: true,
		fifoClose: false,
		connected: true,
		tradeAllowed: true,
		serverOffsetSec: 0,
		eaStartedMs: 0n,
		lastCommandEpoch: 0n,
		lastCommandSeq: 0n,
		highestEpoch: 0n,
		...change,
	};
}
