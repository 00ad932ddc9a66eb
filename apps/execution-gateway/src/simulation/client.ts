import type { Side } from '@meridian/core';
import {
	type AnyMessage,
	createCodec,
	type EntryProtocol,
	entryProtocol,
	entryVersion,
	FrameReader,
	type Message,
} from '@meridian/protocol';
import { loginProof } from '@meridian/protocol/login';
import { stringify } from '../journal/json.ts';
import type { Connection } from '../net/connection.ts';
import type { Chance } from './chance.ts';
import { type SimAccount, simAccounts, simConfig, simInstruments } from './config.ts';
import { entryKey } from './gateway.ts';
import type { SimProcess } from './process.ts';

type Place = Omit<Message<EntryProtocol, 'PlaceOrder'>, 'requestId'>;
const codec = createCodec(entryProtocol);
const envelope = { correlationId: '', principalId: 1, sessionId: 1, investmentDeciderId: 1, executionDeciderId: 1 };
const silenceMs = 3_000;

type Working = { readonly tenantId: number; readonly accountId: number; readonly instrumentId: number; readonly side: string };

/** What a trader sees on the screen. */
export type View = {
	bidOf(symbol: string): number;
	positionsOf(
		account: SimAccount,
	): readonly { readonly ticket: number; readonly symbol: string; readonly side: 1 | -1; readonly lots: number }[];
};
export type ClientOptions = {
	readonly process: SimProcess;
	readonly chance: Chance;
	readonly connect: () => Connection;
	readonly view: View;
	/** The configuration of a tenant that is in force for all clients: a version is never given to two. */
	readonly nextVersion: (tenantId: number) => number;
	readonly thinkMs: number;
	/** How often it amends, or closes one position by another, instead of what it does otherwise. Absent: never. */
	readonly changes?: number;
};

/**
 * A client of order entry: it places, cancels, closes and halts, and asks again, under the same client order id, about what it got no
 * answer to.
 */
export class SimClient {
	readonly #options: ClientOptions;
	#line: { readonly socket: Connection; seq: number; up: boolean; heardMs: number } | undefined;
	#requestId = 0;
	#ids = 0;
	isResting = false;
	/** Asked and not answered. */
	readonly #open = new Map<number, Place | undefined>();
	readonly #unsure: Place[] = [];
	readonly #working = new Map<number, Working>();

	constructor(options: ClientOptions) {
		this.#options = options;
		const { host } = options.process;
		this.#connect();
		host.every(options.thinkMs, () => this.#act());
		host.every(1_000, () => {
			const line = this.#line;
			if (line === undefined) this.#connect();
			else if (host.steadyMs() - line.heardMs > silenceMs) line.socket.destroy();
			else if (line.up) this.#send('Ping', { timeUs: 0n });
		});
	}

	#connect(): void {
		const { host } = this.#options.process;
		const socket = this.#options.connect();
		const line = { socket, seq: 0, up: false, heardMs: host.steadyMs() };
		const reader = new FrameReader();
		this.#line = line;
		socket.on('data', (chunk) => {
			line.heardMs = host.steadyMs();
			for (const frame of reader.push(chunk)) this.#hear(line, codec.decode(frame));
		});
		socket.on('close', () => {
			if (this.#line === line) this.#line = undefined;
			for (const place of this.#open.values()) if (place !== undefined) this.#unsure.push(place);
			this.#open.clear();
		});
	}

	#hear(line: { up: boolean }, message: AnyMessage<EntryProtocol>): void {
		switch (message.name) {
			case 'Challenge': {
				const clientNonce = this.#options.process.host.nonce();
				const loginMac = loginProof(entryKey, { label: 'client', first: message.body.gatewayNonce, second: clientNonce });
				return this.#send('Login', { protocolVersion: entryVersion, client: this.#options.process.name, shard: 0, clientNonce, loginMac });
			}
			case 'LoginOk':
				line.up = true;
				for (const { tenantId } of simAccounts) this.#configure(tenantId);
				return;
			case 'OrderReply': {
				const { requestId, orderId, life, type, tenantId, accountId, instrumentId, side } = message.body;
				this.#open.delete(requestId);
				if (type === 'LIMIT' && (life === 'SUBMITTED' || life === 'ACCEPTED' || life === 'UNKNOWN'))
					this.#working.set(orderId, { tenantId, accountId, instrumentId, side });
				return;
			}
			case 'Refused':
				this.#open.delete(message.body.requestId);
				return;
			case 'Ping':
				return this.#send('Pong', message.body);
			default:
		}
	}

	#send<Name extends keyof EntryProtocol & string>(name: Name, body: Message<EntryProtocol, Name>): void {
		const line = this.#line;
		if (line?.socket.writable) line.socket.write(codec.encode(name, ++line.seq, body));
	}

	#act(): void {
		const { chance } = this.#options;
		if (this.#line?.up !== true || this.isResting) return;
		const account = chance.pick(simAccounts);
		if (account === undefined) return;
		const again = this.#unsure.shift();
		if (again !== undefined) return this.#place(again);
		const { changes } = this.#options;
		if (changes !== undefined && chance.hits(changes)) return chance.hits(0.7) ? this.#amend() : this.#closeBy(account);
		const what = chance.between(1, 100);
		if (what <= 62) this.#place(this.#newOrder(account));
		else if (what <= 80) this.#cancel();
		else if (what <= 94) this.#close(account);
		else if (what <= 97) this.halt(account.tenantId, chance.hits(0.3));
		else this.#configure(account.tenantId);
	}

	#newOrder({ tenantId, accountId }: SimAccount): Place {
		const { chance, view, process } = this.#options;
		const instrument = chance.pick(simInstruments) ?? simInstruments[0];
		const side: Side = chance.hits(0.5) ? 'BUY' : 'SELL';
		const sign = side === 'BUY' ? 1 : -1;
		const bid = view.bidOf(instrument.symbol);
		const isLimit = chance.hits(0.45);
		const price = isLimit ? bid - sign * chance.between(-12, 60) : null;
		const at = price ?? bid;
		const withStops = chance.hits(0.2);
		this.#ids += 1;
		return {
			...{ ...envelope, tenantId, accountId, instrumentId: instrument.instrumentId },
			clientOrderId: `${process.name}-${this.#ids}`,
			...{ side, type: isLimit ? 'LIMIT' : 'MARKET', tif: isLimit ? 'GTC' : 'IOC', qty: chance.between(1, 150), price },
			sl: withStops ? at - sign * chance.between(40, 120) : null,
			tp: withStops ? at + sign * chance.between(40, 120) : null,
			...{
				expiresAtMs: null,
				limitPrice: null,
				positionTicket: 0n,
				reduceOnly: false,
				postOnly: false,
				bracket: false,
				trailBy: '',
				trailDistance: null,
				strategyId: 0,
			},
		};
	}

	#place(place: Place): void {
		this.#requestId += 1;
		this.#open.set(this.#requestId, place);
		this.#send('PlaceOrder', { requestId: this.#requestId, ...place });
	}

	#cancel(): void {
		const entry = this.#options.chance.pick([...this.#working]);
		if (entry === undefined) return;
		const [orderId, { tenantId, accountId }] = entry;
		const where = { tenantId, accountId };
		this.#requestId += 1;
		this.#open.set(this.#requestId, undefined);
		this.#send('CancelOrder', { requestId: this.#requestId, ...envelope, ...where, orderId });
		if (this.#options.chance.hits(0.7)) this.#working.delete(orderId);
	}

	#amend(): void {
		const { chance, view, process } = this.#options;
		const [orderId, order] = chance.pick([...this.#working]) ?? [];
		const symbol = simInstruments.find(({ instrumentId }) => instrumentId === order?.instrumentId)?.symbol;
		if (orderId === undefined || order === undefined || symbol === undefined) return;
		this.#requestId += 1;
		this.#ids += 1;
		this.#open.set(this.#requestId, undefined);
		this.#send('AmendOrder', {
			requestId: this.#requestId,
			...{ ...envelope, tenantId: order.tenantId, accountId: order.accountId, orderId, amendId: `${process.name}-a${this.#ids}` },
			...{
				qty: null,
				price: view.bidOf(symbol) - (order.side === 'BUY' ? 1 : -1) * chance.between(0, 90),
				limitPrice: null,
				sl: null,
				tp: null,
			},
		});
	}

	#closeBy(account: SimAccount): void {
		const { chance, view, process } = this.#options;
		const positions = account.mode === 'HEDGING' ? view.positionsOf(account) : [];
		const first = chance.pick(positions);
		const second = positions.find(({ symbol, side }) => symbol === first?.symbol && side !== first.side);
		const instrument = simInstruments.find(({ symbol }) => symbol === first?.symbol);
		if (first === undefined || second === undefined || instrument === undefined) return;
		this.#requestId += 1;
		this.#ids += 1;
		this.#open.set(this.#requestId, undefined);
		this.#send('CloseBy', {
			requestId: this.#requestId,
			...{ ...envelope, tenantId: account.tenantId, accountId: account.accountId, instrumentId: instrument.instrumentId },
			...{ positionTicket: BigInt(first.ticket), positionByTicket: BigInt(second.ticket), clientOrderId: `${process.name}-${this.#ids}` },
		});
	}

	#close(account: SimAccount): void {
		const { chance, view, process } = this.#options;
		const position = chance.pick(view.positionsOf(account));
		const instrument = simInstruments.find(({ symbol }) => symbol === position?.symbol);
		if (position === undefined || instrument === undefined) return;
		this.#requestId += 1;
		this.#ids += 1;
		this.#open.set(this.#requestId, undefined);
		this.#send('ClosePosition', {
			requestId: this.#requestId,
			...{ ...envelope, tenantId: account.tenantId, accountId: account.accountId, instrumentId: instrument.instrumentId },
			positionTicket: account.mode === 'HEDGING' ? BigInt(position.ticket) : 0n,
			clientOrderId: `${process.name}-${this.#ids}`,
			qty: chance.hits(0.6) ? null : chance.between(1, position.lots),
		});
	}

	halt(tenantId: number, halted: boolean): void {
		this.#requestId += 1;
		this.#send('HaltTenant', { requestId: this.#requestId, ...envelope, tenantId, halted });
	}

	#configure(tenantId: number): void {
		this.#requestId += 1;
		const version = this.#options.nextVersion(tenantId);
		const config = configText(tenantId, version);
		this.#send('Configure', { requestId: this.#requestId, tenantId, version, config });
	}
}

/** The wire's configuration has bigint as text. */
const configText = (tenantId: number, version: number): string =>
	stringify(simConfig(tenantId, version)).replaceAll(/\{"\$n":("\d+")\}/g, '$1');
