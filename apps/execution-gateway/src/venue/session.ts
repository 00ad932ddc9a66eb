import type { VenueEvent, VenueSend } from '@meridian/core';
import {
	type AnyMessage,
	createCodec,
	FrameReader,
	type Message,
	protocolVersion,
	type TerminalProtocol,
	terminalProtocol,
} from '@meridian/protocol';
import { loginProof, proofMatches } from '@meridian/protocol/login';
import type { Logger } from '@meridian/telemetry';
import type { Host } from '../host.ts';
import type { Connection } from '../net/connection.ts';
import type { Opening } from '../net/opening.ts';
import { SilenceWatch } from '../silence.ts';
import { accountOf, dealOf, orderOf, positionOf, specOf } from './from-wire.ts';
import { type Greeting, mismatchOf } from './greeting.ts';
import { orderIdOf, toUnits, UnfitNumber } from './numbers.ts';
import { beginSnapshot, endSnapshot, type Gathering } from './snapshot.ts';
import type { AccountPlace } from './symbols.ts';
import { orderSendOf, type SymbolFacts } from './to-wire.ts';

type TerminalMessage = AnyMessage<TerminalProtocol>;
const codec = createCodec(terminalProtocol);
export const silenceMs = 3_000;
const heartbeatMs = 500;
/** What a terminal that reads no more may leave unread before its line is cut. */
const maxUnreadBytes = 4 * 1024 * 1024;

export type SessionPort = {
	readonly epoch: number;
	readonly log: Logger;
	readonly host: Host;
	/** The key of a login, and the account it belongs to. */
	keyOf(input: { server: string; login: bigint }): string;
	find(input: { server: string; login: bigint }): AccountPlace | undefined;
	/** A login that has proved itself; it replaces an older session of the same account. */
	admitted(session: TerminalSession): void;
	event(session: TerminalSession, event: VenueEvent): void;
	tick(session: TerminalSession, tick: { instrumentId: number; bid: number; ask: number; venueAtMs: number }): void;
	/** The last tick of each symbol that arrived on any line of this account. */
	ticksSeen(place: AccountPlace): Map<string, LastTick>;
	/** From when on deals are wanted, ms UTC; 0 for all. */
	sinceMs(place: AccountPlace): number;
	closed(session: TerminalSession): void;
};

/** In broker time, with how many ticks of that millisecond arrived: what was on its way when the line was cut is sent again, and nothing else. */
export type LastTick = { timeMs: bigint; count: number };

const maxUnfitTold = 1_000;

/** One terminal's line: login both ways, heartbeats, and the translation between its words and the engine's. */
export class TerminalSession {
	place: AccountPlace | undefined;
	venueName = '';
	ticksReceived = 0;
	framesReceived = 0;
	lastTickAtMs = 0;
	pingUs = 0;
	connected = false;
	tradeAllowed = false;
	readonly #socket: Connection;
	readonly #port: SessionPort;
	readonly #reader = new FrameReader();
	readonly #nonce: Uint8Array;
	readonly #facts = new Map<number, SymbolFacts>();
	readonly #endPing: () => void;
	readonly #watch: SilenceWatch;
	/** What did not fit and has been told: a symbol that ticks with too many digits must not fill the log. */
	readonly #unfit = new Set<string>();
	#ticksSeen = new Map<string, LastTick>();
	#hello: Greeting | undefined;
	#gathering: Gathering | undefined;
	#lastAccount = '';
	#seq = 0;

	/** @param opening where the line was challenged already. */
	constructor(socket: Connection, port: SessionPort, opening?: Opening) {
		this.#socket = socket;
		this.#port = port;
		this.#nonce = opening?.nonce ?? port.host.nonce();
		socket.on('data', (chunk: Buffer) => this.#receive(chunk));
		socket.on('error', (error) => port.log.info({ login: this.login, reason: error.message }, 'terminal line broke'));
		socket.on('close', () => {
			this.#endPing();
			port.closed(this);
		});
		this.#watch = new SilenceWatch(silenceMs, port.host.steadyMs);
		this.#endPing = port.host.every(heartbeatMs, () => this.heartbeat());
		if (opening === undefined) this.#send('Challenge', { protocolVersion, gatewayNonce: this.#nonce });
		else {
			this.#seq = 1;
			this.#receive(opening.heard);
		}
	}

	get login(): string {
		return this.place === undefined ? '' : `${this.place.account.server}:${this.place.account.login}`;
	}

	/** Cuts a line that says or takes nothing any more, and greets the others. */
	heartbeat(): void {
		if (this.#watch.isSilent) this.close(`silent for ${silenceMs} ms`);
		else if (this.#socket.writableLength > maxUnreadBytes) this.close('it reads no more');
		else this.#send('Ping', { timeUs: this.#nowUs() });
	}

	/** Writes one order. Its journal record exists; whether it arrives is for the terminal to say. */
	order(send: VenueSend): void {
		const facts = this.#facts.get(send.instrumentId) ?? { executionMode: 0, fillingMask: 0 };
		const frame = this.place && orderSendOf(this.place, send, { ...facts, serverOffsetSec: this.#hello?.serverOffsetSec ?? 0 });
		if (frame === undefined) {
			// Risk knows no instrument without a broker symbol, so this is a fault of ours; the line is cut so that reconciliation tells the truth.
			this.#port.log.error(
				{ login: this.login, orderId: send.orderId, instrumentId: send.instrumentId },
				'no broker symbol for an order that passed risk',
			);
			this.close('an order without a symbol');
			return;
		}
		this.#send('OrderSend', frame);
	}

	close(reason: string): void {
		this.#port.log.info({ login: this.login, reason }, 'terminal line closed');
		this.#socket.destroy();
	}

	#send<Name extends keyof TerminalProtocol & string>(name: Name, body: Message<TerminalProtocol, Name>): void {
		if (this.#socket.writable) this.#socket.write(codec.encode(name, ++this.#seq, body));
	}

	#receive(chunk: Uint8Array): void {
		this.#watch.heard();
		try {
			for (const frame of this.#reader.push(chunk)) {
				this.framesReceived += 1;
				this.#handle(codec.decode(frame));
			}
		} catch (error) {
			this.#port.log.error({ login: this.login, err: error }, 'terminal frame refused');
			this.close(error instanceof Error ? error.message : String(error));
		}
	}

	#handle(message: TerminalMessage): void {
		if (message.name === 'Ping') return this.#send('Pong', message.body);
		if (message.name === 'Pong') {
			this.pingUs = Number(this.#nowUs() - message.body.timeUs);
			return;
		}
		if (this.place === undefined) {
			if (message.name !== 'Login') throw new Error(`${message.name} before the login`);
			return this.#login(message.body);
		}
		if (this.#hello === undefined) {
			if (message.name !== 'Hello') throw new Error(`${message.name} before Hello`);
			return this.#greet(message.body);
		}
		this.#fact(this.place, this.#hello, message);
	}

	#login(login: Message<TerminalProtocol, 'Login'>): void {
		const refuse = (reason: string): void => {
			this.#port.log.warn({ server: login.server, terminalLogin: String(login.login), reason }, 'terminal login refused');
			this.#send('LoginRefused', { reason });
			this.#socket.end();
		};
		if (login.protocolVersion !== protocolVersion)
			return refuse(`protocol ${login.protocolVersion} is not spoken here: ${protocolVersion} is`);
		const key = this.#port.keyOf(login);
		const expected = loginProof(key, { label: 'terminal', first: this.#nonce, second: login.terminalNonce });
		const place = this.#port.find(login);
		if (!proofMatches(expected, login.loginMac)) return refuse('the key does not match this server and login');
		if (place === undefined) return refuse(`no account for login ${login.login} at ${login.server}`);
		this.place = place;
		this.#ticksSeen = this.#port.ticksSeen(place);
		this.#send('LoginOk', {
			gatewayMac: loginProof(key, { label: 'gateway', first: login.terminalNonce, second: this.#nonce }),
			epoch: BigInt(this.#port.epoch),
		});
		this.#port.admitted(this);
	}

	#greet(hello: Message<TerminalProtocol, 'Hello'>): void {
		const place = this.place;
		if (place === undefined) return;
		const mismatch = mismatchOf(place.account, hello, this.#port.epoch);
		if (mismatch !== undefined) {
			this.#port.log.error({ login: this.login, reason: mismatch }, 'terminal does not fit its account');
			this.close(mismatch);
			return;
		}
		const offsetMs = hello.serverOffsetSec * 1_000;
		this.#hello = { leverage: hello.leverage, serverOffsetSec: hello.serverOffsetSec, offsetMs };
		this.venueName = hello.company;
		this.connected = hello.connected;
		this.tradeAllowed = hello.tradeAllowed;
		this.#port.log.info(
			{ login: this.login, company: hello.company, build: hello.terminalBuild, lastCommandSeq: String(hello.lastCommandSeq) },
			'terminal is here',
		);
		this.#port.event(this, { event: 'linkUp' });
		const sinceMs = this.#port.sinceMs(place);
		this.#send('SnapshotRequest', {
			sinceMs: BigInt(sinceMs === 0 ? 0 : Math.max(0, sinceMs + offsetMs)),
			symbols: [...place.bySymbol.keys()].map((symbol) => {
				const last = this.#ticksSeen.get(symbol);
				return { symbol, lastTickMs: last?.timeMs ?? 0n, ticksAtLast: last?.count ?? 0 };
			}),
		});
	}

	#fact(place: AccountPlace, hello: Greeting, message: TerminalMessage): void {
		const gathering = this.#gathering;
		try {
			switch (message.name) {
				case 'Tick':
					return this.#tick(place, message.body, hello.offsetMs);
				case 'Symbol': {
					const { instrumentId, spec } = specOf(place, message.body, hello);
					this.#facts.set(instrumentId, message.body);
					return this.#port.event(this, { event: 'spec', instrumentId, spec });
				}
				case 'Account':
					return this.#account(place, message.body);
				case 'SnapshotBegin':
					this.#gathering = beginSnapshot(message.body.snapshotId);
					return;
				case 'SnapshotEnd': {
					this.#gathering = undefined;
					if (gathering === undefined) throw new Error('SnapshotEnd without its begin');
					const snapshot = endSnapshot(gathering, message.body);
					if (typeof snapshot === 'string') throw new Error(snapshot);
					return this.#port.event(this, snapshot);
				}
				case 'OrderItem':
					if (gathering !== undefined) gathering.items.orders += 1;
					return this.#deliver(gathering?.orders, orderOf(place, message.body, hello), (order) => ({ event: 'order', order }));
				case 'DealItem':
					if (gathering !== undefined) gathering.items.deals += 1;
					return this.#deliver(gathering?.deals, dealOf(place, message.body, hello), (deal) => ({ event: 'deal', deal }));
				case 'PositionItem':
					if (gathering !== undefined) gathering.items.positions += 1;
					return this.#deliver(gathering?.positions, positionOf(place, message.body, hello), (position) => ({
						event: 'position',
						position,
					}));
				case 'RequestItem': {
					const { sent, retcode } = message.body;
					gathering?.requests.push({
						orderId: orderIdOf(message.body.orderId),
						epoch: Number(message.body.epoch),
						commandSeq: Number(message.body.commandSeq),
						sent,
						retcode,
					});
					return;
				}
				case 'DealGone':
					return this.#port.event(this, { event: 'dealGone', ticket: message.body.ticket });
				case 'PositionGone': {
					const instrument = place.bySymbol.get(message.body.symbol);
					return this.#port.event(this, {
						event: 'positionGone',
						positionTicket: message.body.identifier,
						instrumentId: instrument?.instrumentId ?? 0,
					});
				}
				case 'TradeAck': {
					const { sent, retcode } = message.body;
					return this.#port.event(this, {
						event: 'ack',
						orderId: orderIdOf(message.body.orderId),
						commandSeq: Number(message.body.commandSeq),
						sent,
						retcode,
					});
				}
				case 'TradeResult': {
					const { retcode, order, deal } = message.body;
					return this.#port.event(this, {
						event: 'result',
						orderId: orderIdOf(message.body.orderId),
						commandSeq: Number(message.body.commandSeq),
						retcode,
						orderTicket: order,
						dealTicket: deal,
					});
				}
				case 'TradeTransaction':
					return; // the facts follow as items
				default:
					throw new Error(`${message.name} is not for the gateway`);
			}
		} catch (error) {
			// A number or symbol that does not fit ours is the venue's fact, not the line's fault: told, and left to reconciliation.
			if (!(error instanceof UnfitNumber)) throw error;
			const told = `${message.name}: ${error.message}`;
			if (this.#unfit.has(told) || this.#unfit.size >= maxUnfitTold) return;
			this.#unfit.add(told);
			this.#port.log.error({ login: this.login, frame: message.name, reason: error.message }, 'a fact of the terminal does not fit');
		}
	}

	#deliver<Item>(list: Item[] | undefined, item: Item, event: (item: Item) => VenueEvent): void {
		if (list === undefined) this.#port.event(this, event(item));
		else list.push(item);
	}

	#account(place: AccountPlace, body: Message<TerminalProtocol, 'Account'>): void {
		const account = accountOf(place, body);
		this.connected = account.serverConnected;
		this.tradeAllowed = account.tradeAllowed;
		if (this.#gathering !== undefined) {
			this.#gathering.account = account;
			return;
		}
		const text = JSON.stringify(account);
		if (text === this.#lastAccount) return;
		this.#lastAccount = text;
		this.#port.event(this, { event: 'account', account });
	}

	#tick(place: AccountPlace, tick: Message<TerminalProtocol, 'Tick'>, offsetMs: number): void {
		this.ticksReceived += 1;
		this.lastTickAtMs = this.#port.host.nowMs();
		const last = this.#ticksSeen.get(tick.symbol);
		if (last?.timeMs === tick.timeMs) last.count += 1;
		else this.#ticksSeen.set(tick.symbol, { timeMs: tick.timeMs, count: 1 });
		const instrument = place.bySymbol.get(tick.symbol);
		if (instrument === undefined || !(tick.bid > 0) || !(tick.ask >= tick.bid)) return;
		this.#port.tick(this, {
			instrumentId: instrument.instrumentId,
			bid: toUnits(tick.bid, instrument.priceDigits),
			ask: toUnits(tick.ask, instrument.priceDigits),
			venueAtMs: Number(tick.timeMs) - offsetMs,
		});
	}

	#nowUs(): bigint {
		return BigInt(Math.round(this.#port.host.steadyMs() * 1000));
	}
}
