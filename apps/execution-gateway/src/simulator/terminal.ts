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
import { loginProof, proofMatches } from '@meridian/protocol/login';
import type { Host } from '../host.ts';
import type { Connection } from '../net/connection.ts';
import { Broker, type BrokerEvent, newBrokerState, type Outcome, type Request, type RestingType } from './broker.ts';
import { accountFact, bookFact, dealFact, orderFact, positionFact, symbolFact } from './facts.ts';
import { type BrokerSymbol, type Quote, symbolNamed } from './instruments.ts';
import type { Memory, Store } from './store.ts';

export type SimulatedAccount = {
	readonly server: string;
	readonly login: bigint;
	readonly key: string;
	readonly currency: string;
	readonly mode: 'netting' | 'hedging';
	readonly balance: number;
	readonly leverage: number;
};
export type TerminalOptions = {
	readonly account: SimulatedAccount;
	/** Opens a line to the gateway. */
	readonly connect: () => Connection;
	readonly host: Host;
	readonly store: Store;
	readonly label: string;
	readonly brokerDelayMs: number;
	readonly log: (text: string) => void;
};

const codec = createCodec(terminalProtocol);
const silenceMs = 3_000;
const firstRetryMs = 250;
const lastRetryMs = 2_000;
const retcodes = { PLACED: 10008, OLD_EPOCH: 20001, DUPLICATE: 20002, MALFORMED: 20003 } as const;
const requestsKept = 64;

/** One simulated terminal: the wire's far side, as the Expert Advisor speaks it, over the TypeScript broker. */
export class SimulatedTerminal {
	readonly broker: Broker;
	readonly #options: TerminalOptions;
	readonly #memory: Memory;
	readonly #requests: Message<TerminalProtocol, 'RequestItem'>[] = [];
	#symbols = new Set<string>();
	#line: { socket: Connection; ready: boolean; live: boolean } | undefined;
	#seq = 0;
	#retryMs = firstRetryMs;
	#endRetry: () => void = () => undefined;
	#stopped = false;

	constructor(options: TerminalOptions) {
		this.#options = options;
		const { account, store } = options;
		const saved = store.load();
		const state = saved?.broker ?? newBrokerState({ balanceMinor: account.balance * 100, timeMs: options.host.nowMs() });
		this.#memory = saved?.memory ?? { lastEpoch: 0n, lastSeq: 0n, highestEpoch: 0n };
		this.broker = new Broker({ state, currency: account.currency, netting: account.mode === 'netting', leverage: account.leverage });
		this.#connect();
	}

	/** The market moves: stops and resting orders first, then the quote goes out, so that what it caused is told before it. */
	tick(symbol: BrokerSymbol, quote: Quote): void {
		const events = this.broker.tick(symbol, quote);
		if (events.length > 0) this.#happened(events);
		this.#quote(symbol.name);
	}

	#quote(name: string): void {
		const symbol = symbolNamed(name);
		const quote = this.broker.quote(name);
		if (this.#line?.live !== true || symbol === undefined || quote === undefined || !this.#symbols.has(name)) return;
		const scale = 10 ** symbol.digits;
		this.#send('Tick', {
			symbol: symbol.name,
			timeMs: BigInt(quote.timeMs),
			bid: quote.bid / scale,
			ask: quote.ask / scale,
			last: 0,
			flags: 6,
		});
		if (symbol.bookDepth > 0) this.#send('Book', bookFact(symbol, quote));
	}

	stop(): void {
		this.#stopped = true;
		this.#endRetry();
		this.#line?.socket.destroy();
	}

	#connect(): void {
		const { host, log, account } = this.#options;
		const socket = this.#options.connect();
		const line = { socket, ready: false, live: false };
		const reader = new FrameReader();
		const nonce = host.nonce();
		let heardMs = host.steadyMs();
		let gatewayNonce: Uint8Array = new Uint8Array(0);
		this.#line = line;
		const endBeat = host.every(1_000, () => {
			if (host.steadyMs() - heardMs > silenceMs) socket.destroy();
			else if (line.ready) this.#send('Ping', { timeUs: this.#nowUs(), serverPingUs: 0 });
		});
		socket.on('error', () => undefined); // 'close' follows
		socket.on('close', () => {
			endBeat();
			if (this.#line === line) this.#line = undefined;
			if (this.#stopped) return;
			this.#endRetry = host.after(this.#retryMs, () => this.#connect());
			this.#retryMs = Math.min(this.#retryMs * 2, lastRetryMs);
		});
		socket.on('data', (chunk: Buffer) => {
			heardMs = host.steadyMs();
			try {
				for (const frame of reader.push(chunk)) handle(codec.decode(frame));
			} catch (error) {
				log(`${account.login}: ${error instanceof Error ? error.message : error}`);
				socket.destroy();
			}
		});
		const handle = (message: AnyMessage<TerminalProtocol>): void => {
			switch (message.name) {
				case 'Challenge': {
					gatewayNonce = message.body.gatewayNonce;
					const loginMac = loginProof(account.key, { label: 'terminal', first: gatewayNonce, second: nonce });
					return this.#send('Login', {
						protocolVersion,
						login: account.login,
						server: account.server,
						terminalNonce: nonce,
						loginMac,
						eaVersion: 'simulator',
						frameMac: false,
					});
				}
				case 'LoginOk': {
					const expected = loginProof(account.key, { label: 'gateway', first: nonce, second: gatewayNonce });
					if (!proofMatches(expected, message.body.gatewayMac)) throw new Error('the gateway could not prove its key');
					if (message.body.epoch < this.#memory.highestEpoch)
						throw new Error(`the gateway is of epoch ${message.body.epoch}, ${this.#memory.highestEpoch} was seen`);
					this.#memory.highestEpoch = message.body.epoch;
					this.#save();
					line.ready = true;
					this.#retryMs = firstRetryMs;
					return this.#hello();
				}
				case 'LoginRefused':
					return log(`${account.login}: login refused: ${message.body.reason}`);
				case 'Ping':
					return this.#send('Pong', { timeUs: message.body.timeUs, atUs: this.#nowUs() });
				case 'SnapshotRequest':
					this.#snapshot(message.body);
					line.live = true;
					for (const name of this.#symbols) this.#quote(name); // a quiet symbol has its last price at once
					return;
				case 'OrderSend':
					return line.ready ? this.#command(message.body) : undefined;
				default:
			}
		};
	}

	#send<Name extends keyof TerminalProtocol & string>(name: Name, body: Message<TerminalProtocol, Name>): void {
		const socket = this.#line?.socket;
		if (socket?.writable) socket.write(codec.encode(name, ++this.#seq, body));
	}

	#hello(): void {
		const { account, label } = this.#options;
		const { lastEpoch, lastSeq, highestEpoch } = this.#memory;
		this.#send('Hello', {
			terminalBuild: 0,
			company: label,
			currency: account.currency,
			currencyDigits: 2,
			leverage: account.leverage,
			marginMode: account.mode === 'netting' ? wireEnums.MarginMode.NETTING : wireEnums.MarginMode.HEDGING,
			accountMode: wireEnums.AccountMode.DEMO,
			hedgeAllowed: account.mode === 'hedging',
			fifoClose: false,
			connected: true,
			tradeAllowed: true,
			serverOffsetSec: 0,
			eaStartedMs: 0n,
			lastCommandEpoch: lastEpoch,
			lastCommandSeq: lastSeq,
			highestEpoch,
		});
	}

	#snapshot({ sinceMs, symbols }: Message<TerminalProtocol, 'SnapshotRequest'>): void {
		this.#symbols = new Set(symbols.map(({ symbol }) => symbol));
		for (const name of this.#symbols) {
			const symbol = symbolNamed(name);
			if (symbol) this.#send('Symbol', symbolFact(symbol));
		}
		const { state } = this.broker;
		const orders = [...state.orders, ...state.history.filter((order) => BigInt(order.doneMs) >= sinceMs)];
		const deals = state.deals.filter((deal) => BigInt(deal.timeMs) >= sinceMs);
		this.#send('SnapshotBegin', { snapshotId: 1 });
		this.#send('Account', accountFact(this.broker));
		for (const position of state.positions) this.#send('PositionItem', positionFact(position));
		for (const order of orders) this.#send('OrderItem', orderFact(order));
		for (const deal of deals) this.#send('DealItem', dealFact(deal));
		for (const request of this.#requests) this.#send('RequestItem', request);
		const { lastEpoch, lastSeq } = this.#memory;
		this.#send('SnapshotEnd', {
			snapshotId: 1,
			positions: state.positions.length,
			orders: orders.length,
			deals: deals.length,
			lastCommandEpoch: lastEpoch,
			lastCommandSeq: lastSeq,
			connected: true,
			tradeAllowed: true,
			hash: 0, // this one computes none
		});
	}

	/** Remembered before it is done: after a crash in between the gateway hears "received" and looks for the trace, and it is never done twice. */
	#command(command: Message<TerminalProtocol, 'OrderSend'>): void {
		const { epoch, commandSeq, orderId } = command;
		const ack = (sent: boolean, retcode: number): void =>
			this.#send('TradeAck', {
				epoch,
				commandSeq,
				orderId,
				sent,
				retcode,
				requestId: Number(commandSeq),
				lastError: 0,
				receivedUs: this.#nowUs(),
				sentUs: this.#nowUs(),
			});
		if (epoch < this.#memory.highestEpoch) return ack(false, retcodes.OLD_EPOCH);
		if (epoch === this.#memory.lastEpoch && commandSeq <= this.#memory.lastSeq) return ack(true, retcodes.DUPLICATE);
		Object.assign(this.#memory, { lastEpoch: epoch, lastSeq: commandSeq, highestEpoch: epoch });
		this.#save();
		const request = requestOf(command);
		if (request === undefined) return ack(false, retcodes.MALFORMED);
		ack(true, retcodes.PLACED);
		this.#options.store.logRequest({ commandSeq, magic: orderId, action: request.action });
		this.#remember({ commandSeq, orderId, sent: true, retcode: retcodes.PLACED, requestId: Number(commandSeq), epoch });
		const execute = (): void => {
			const outcome: Outcome = this.broker.request(request);
			this.#remember({ commandSeq, orderId, sent: true, retcode: outcome.retcode, requestId: Number(commandSeq), epoch });
			this.#happened(outcome.events);
			this.#send('TradeResult', {
				epoch,
				commandSeq,
				orderId,
				retcode: outcome.retcode,
				order: BigInt(outcome.order),
				deal: BigInt(outcome.deal),
				volume: command.volume,
				price: 0,
				comment: '',
				answeredUs: this.#nowUs(),
			});
		};
		if (this.#options.brokerDelayMs === 0) execute();
		else this.#options.host.after(this.#options.brokerDelayMs, execute);
	}

	#remember(item: Message<TerminalProtocol, 'RequestItem'>): void {
		const at = this.#requests.findIndex((known) => known.commandSeq === item.commandSeq && known.epoch === item.epoch);
		if (at >= 0) this.#requests.splice(at, 1);
		this.#requests.push(item);
		if (this.#requests.length > requestsKept) this.#requests.shift();
	}

	/** The books are on disk before anybody hears of the change. */
	#happened(events: readonly BrokerEvent[]): void {
		for (const event of events) if (event.kind === 'deal') this.#options.store.logDeal(event.deal);
		this.#save();
		if (this.#line?.live !== true) return;
		for (const event of events) {
			if (event.kind === 'order') this.#send('OrderItem', orderFact(event.order));
			else if (event.kind === 'deal') this.#send('DealItem', { ...dealFact(event.deal), seenUs: this.#nowUs() });
			else if (event.kind === 'position') this.#send('PositionItem', positionFact(event.position));
			else if (event.kind === 'positionGone')
				this.#send('PositionGone', {
					ticket: BigInt(event.position.ticket),
					identifier: BigInt(event.position.ticket),
					symbol: event.position.symbol,
				});
			else this.#send('Account', accountFact(this.broker));
		}
	}

	#nowUs(): bigint {
		return BigInt(Math.round(this.#options.host.steadyMs() * 1_000));
	}

	#save(): void {
		this.#options.store.save({ broker: this.broker.state, memory: this.#memory });
	}
}

function requestOf(command: Message<TerminalProtocol, 'OrderSend'>): Request | undefined {
	const { OrderAction } = wireEnums;
	if (command.action === OrderAction.REMOVE) return { action: 'REMOVE', order: Number(command.order) };
	if (command.action === OrderAction.CLOSE_BY)
		return { action: 'CLOSE_BY', position: Number(command.position), positionBy: Number(command.positionBy) };
	const symbol = symbolNamed(command.symbol);
	if (symbol === undefined) return undefined;
	const points = (price: number): number => Math.round(price * 10 ** symbol.digits);
	if (command.action === OrderAction.SLTP)
		return { action: 'SLTP', position: Number(command.position), sl: points(command.sl), tp: points(command.tp) };
	if (command.action === OrderAction.MODIFY)
		return {
			action: 'MODIFY',
			order: Number(command.order),
			price: points(command.price),
			stopLimit: points(command.stopLimit),
			sl: points(command.sl),
			tp: points(command.tp),
		};
	const side = sidesOf[command.type];
	if (side === undefined) return undefined;
	const terms = {
		symbol: symbol.name,
		side,
		lots: Math.round(command.volume * 100),
		sl: points(command.sl),
		tp: points(command.tp),
		magic: command.orderId,
	};
	if (command.action === OrderAction.DEAL) return { action: 'DEAL', ...terms, position: Number(command.position) };
	const type = restingTypes[command.type];
	if (command.action !== OrderAction.PENDING || type === undefined) return undefined;
	const prices = { price: points(command.price), stopLimit: points(command.stopLimit) };
	return { action: 'PENDING', type, ...terms, ...prices, expiresAtMs: Number(command.expirationSec) * 1_000 };
}

const { OrderType } = wireEnums;
const sidesOf: Readonly<Record<number, 1 | -1>> = {
	...{ [OrderType.MARKET_BUY]: 1, [OrderType.BUY_LIMIT]: 1, [OrderType.BUY_STOP]: 1, [OrderType.BUY_STOP_LIMIT]: 1 },
	...{ [OrderType.MARKET_SELL]: -1, [OrderType.SELL_LIMIT]: -1, [OrderType.SELL_STOP]: -1, [OrderType.SELL_STOP_LIMIT]: -1 },
};
const restingTypes: Readonly<Record<number, RestingType>> = {
	...{ [OrderType.BUY_LIMIT]: 'LIMIT', [OrderType.SELL_LIMIT]: 'LIMIT', [OrderType.BUY_STOP]: 'STOP', [OrderType.SELL_STOP]: 'STOP' },
	...{ [OrderType.BUY_STOP_LIMIT]: 'STOP_LIMIT', [OrderType.SELL_STOP_LIMIT]: 'STOP_LIMIT' },
};
