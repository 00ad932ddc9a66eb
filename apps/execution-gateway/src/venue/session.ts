import type { OrderStages, VenueEvent, VenueSend } from '@meridian/core';
import {
	type AnyMessage,
	createCodec,
	FrameReader,
	type Message,
	protocolVersion,
	type TerminalProtocol,
	TickFrame,
	terminalProtocol,
	wireEnums,
} from '@meridian/protocol';
import { loginProof, proofMatches } from '@meridian/protocol/login';
import type { Connection } from '../net/connection.ts';
import type { Opening } from '../net/opening.ts';
import { SilenceWatch } from '../silence.ts';
import { depthOf } from './depth.ts';
import { Feeds, type LastTick } from './feeds.ts';
import { accountOf, dealOf, orderOf, positionOf, specOf } from './from-wire.ts';
import { type Greeting, mismatchOf } from './greeting.ts';
import { Mirror } from './mirror.ts';
import { orderIdOf, toUnits, UnfitNumber } from './numbers.ts';
import { PeerClock } from './peer-clock.ts';
import { Seal } from './seal.ts';
import type { SessionPort } from './session-port.ts';
import { beginSnapshot, endSnapshot, type Gathering } from './snapshot.ts';
import { type Quote, Stopwatch } from './stopwatch.ts';
import type { AccountPlace } from './symbols.ts';
import { orderSendOf } from './to-wire.ts';
import { Vigil } from './vigil.ts';

type TerminalMessage = AnyMessage<TerminalProtocol>;
const codec = createCodec(terminalProtocol);
/** Of all lines: what is read is done with before the next frame. */
const tickFrame = new TickFrame();
export const silenceMs = 3_000;
const heartbeatMs = 500;
/** What a terminal that reads no more may leave unread before its line is cut. */
const maxUnreadBytes = 4 * 1024 * 1024;

const maxUnfitTold = 1_000;

const idAt = 4;
/** What it says comes again as items: it is not even read. */
const unread = terminalProtocol.TradeTransaction.id;

/** One terminal's line: login both ways, heartbeats, and the translation between its words and the engine's. */
export class TerminalSession {
	place: AccountPlace | undefined;
	/** Another line of its account has taken its place. */
	isReplaced = false;
	venueName = '';
	ticksReceived = 0;
	framesReceived = 0;
	lastTickAtMs = 0;
	pingUs = 0;
	/** Of the terminal's last ping to its trade server. */
	serverPingUs = 0;
	keyId = '';
	eaVersion = '';
	terminalBuild = 0;
	readonly openedAtMs: number;
	readonly stopwatch: Stopwatch;
	connected = false;
	tradeAllowed = false;
	readonly #socket: Connection;
	readonly #port: SessionPort;
	readonly #reader = new FrameReader();
	readonly #nonce: Uint8Array;
	readonly #endPing: () => void;
	readonly #watch: SilenceWatch;
	/** What did not fit and has been told: a symbol that ticks with too many digits must not fill the log. */
	readonly #unfit = new Set<string>();
	#ticksSeen = new Map<string, LastTick>();
	/** From the greeting on. */
	#feeds: Feeds | undefined;
	readonly #peerClock = new PeerClock();
	readonly #mirror = new Mirror();
	readonly #vigil = new Vigil();
	/** Specifications as told, to be told again where the broker's clock changes. */
	readonly #specs = new Map<string, Message<TerminalProtocol, 'Symbol'>>();
	#seal: Seal | undefined;
	#hello: Greeting | undefined;
	#gathering: Gathering | undefined;
	#lastAccount = '';
	/** When the bytes came that are being read. */
	#heardAtMs = 0;
	#seq = 0;

	/** @param opening where the line was challenged already. */
	constructor(socket: Connection, port: SessionPort, opening?: Opening) {
		this.#socket = socket;
		this.#port = port;
		this.#nonce = opening?.nonce ?? port.host.nonce();
		this.openedAtMs = port.host.nowMs();
		this.stopwatch = new Stopwatch(this.#peerClock, (send, stages) => this.#measured(send, stages));
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

	/** Takes orders. One that closes meanwhile never sent them, which the terminal's next picture proves. */
	get isOpen(): boolean {
		return this.#socket.writable;
	}

	get login(): string {
		return this.place === undefined ? '' : `${this.place.account.server}:${this.place.account.login}`;
	}

	/** Cuts a line that says or takes nothing any more, and greets the others. */
	heartbeat(): void {
		if (this.#watch.isSilent()) this.close(`silent for ${silenceMs} ms`);
		else if (this.#socket.writableLength > maxUnreadBytes) this.close('it reads no more');
		else {
			this.#send('Ping', { timeUs: BigInt(this.#nowUs()), serverPingUs: 0 });
			this.stopwatch.sweep(this.#nowUs());
		}
	}

	/** Writes one order. Its journal record exists; whether it arrives is for the terminal to say. */
	order(send: VenueSend): void {
		const { executionMode = 0, fillingMask = 0, bid = 0, ask = 0 } = this.#feeds?.facts(send.instrumentId) ?? {};
		const broker = { executionMode, fillingMask, bid, ask, serverOffsetSec: this.#hello?.serverOffsetSec ?? 0 };
		const frame = this.place && orderSendOf(this.place, send, broker);
		if (frame === undefined) {
			// Risk knows no instrument without a broker symbol, so this is a fault of ours; the line is cut so that reconciliation tells the truth.
			this.#port.log.error(
				{ login: this.login, orderId: send.orderId, instrumentId: send.instrumentId },
				'no broker symbol for an order that passed risk',
			);
			this.close('an order without a symbol');
			return;
		}
		this.stopwatch.sent(send, { nowUs: this.#nowUs(), nowMs: this.#port.host.nowMs(), quote: this.#quoteOf(send.instrumentId) });
		this.#send('OrderSend', frame);
	}

	/** Asks for the whole picture, however often it was asked before. */
	refresh(): void {
		this.#vigil.forgive();
		this.#askForPicture();
	}

	close(reason: string): void {
		this.#port.log.info({ login: this.login, reason }, 'terminal line closed');
		this.#socket.destroy();
	}

	#send<Name extends keyof TerminalProtocol & string>(name: Name, body: Message<TerminalProtocol, Name>): void {
		if (!this.#socket.writable) return;
		const frame = codec.encode(name, ++this.#seq, body);
		this.#socket.write(this.#seal?.close(frame) ?? frame);
	}

	#receive(chunk: Uint8Array): void {
		this.#watch.heard();
		this.#heardAtMs = this.#port.host.nowMs();
		try {
			try {
				this.#reader.each(chunk, this.#frame);
			} finally {
				this.#feeds?.tell();
			}
		} catch (error) {
			this.#port.log.error({ login: this.login, err: error }, 'terminal frame refused');
			this.close(error instanceof Error ? error.message : String(error));
		}
	}

	readonly #frame = (bytes: Uint8Array, at: number, end: number): void => {
		this.framesReceived += 1;
		const feeds = this.#feeds;
		const opened = this.#seal?.open(bytes.subarray(at, end));
		const isTick = opened === undefined ? tickFrame.read(bytes, at, end) : tickFrame.read(opened, 0, opened.length);
		if (isTick && feeds !== undefined && this.#tick(feeds, opened ?? bytes)) return;
		feeds?.tell();
		const frame = opened ?? bytes.subarray(at, end);
		if (frame[idAt] === unread && this.#hello !== undefined) return;
		this.#handle(codec.decode(frame), frame);
	};

	#handle(message: TerminalMessage, frame: Uint8Array): void {
		if (message.name === 'Ping') {
			this.serverPingUs = message.body.serverPingUs;
			return this.#send('Pong', { timeUs: message.body.timeUs, atUs: BigInt(this.#nowUs()) });
		}
		if (message.name === 'Pong') {
			const [askedUs, theirsUs, answeredUs] = [Number(message.body.timeUs), Number(message.body.atUs), this.#nowUs()];
			this.pingUs = answeredUs - askedUs;
			return this.#peerClock.note({ askedUs, theirsUs, answeredUs });
		}
		if (this.place === undefined) {
			if (message.name !== 'Login') throw new Error(`${message.name} before the login`);
			return this.#login(message.body, message.seq);
		}
		if (this.#hello === undefined) {
			if (message.name !== 'Hello') throw new Error(`${message.name} before Hello`);
			return this.#greet(message.body);
		}
		this.#mirror.hear(message, frame);
		this.#fact(this.place, this.#hello, message);
	}

	#login(login: Message<TerminalProtocol, 'Login'>, seq: number): void {
		const refuse = (reason: string): void => {
			this.#port.log.warn({ server: login.server, terminalLogin: String(login.login), reason }, 'terminal login refused');
			this.#send('LoginRefused', { reason });
			this.#port.refused?.({ server: login.server, login: login.login, reason });
			this.#socket.end();
		};
		if (login.protocolVersion !== protocolVersion)
			return refuse(`protocol ${login.protocolVersion} is not spoken here: ${protocolVersion} is`);
		const label = login.frameMac ? 'terminal-mac' : 'terminal';
		const claims = this.#port.claims(login);
		const proven = claims.find(({ key }) =>
			proofMatches(loginProof(key, { label, first: this.#nonce, second: login.terminalNonce }), login.loginMac),
		);
		// The same words for a wrong key and for no account: a stranger learns of none.
		if (proven === undefined) return refuse('no account has this server, login and key');
		const { place, key, keyId } = proven;
		this.place = place;
		this.keyId = keyId;
		this.eaVersion = login.eaVersion;
		if (login.frameMac) this.#seal = new Seal(loginProof(key, { label: 'session', first: this.#nonce, second: login.terminalNonce }), seq);
		this.#ticksSeen = this.#port.ticksSeen(place);
		this.#send('LoginOk', {
			gatewayMac: loginProof(key, { label: login.frameMac ? 'gateway-mac' : 'gateway', first: login.terminalNonce, second: this.#nonce }),
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
		this.#feeds = this.#feedsOf(place);
		this.#socket.readInBulk?.();
		this.venueName = hello.company;
		this.terminalBuild = hello.terminalBuild;
		this.connected = hello.connected;
		this.tradeAllowed = hello.tradeAllowed;
		this.#port.log.info(
			{ login: this.login, company: hello.company, build: hello.terminalBuild, lastCommandSeq: String(hello.lastCommandSeq) },
			'terminal is here',
		);
		this.#port.event(this, { event: 'linkUp' });
		this.#askForPicture();
	}

	#askForPicture(): void {
		const { place } = this;
		if (place === undefined || this.#hello === undefined) return;
		const sinceMs = this.#port.sinceMs(place);
		this.#send('SnapshotRequest', {
			sinceMs: BigInt(sinceMs === 0 ? 0 : Math.max(0, sinceMs + this.#hello.offsetMs)),
			afterDeal: 0n,
			symbols: [...place.bySymbol.keys()].map((symbol) => {
				const last = this.#ticksSeen.get(symbol);
				return { symbol, lastTickMs: BigInt(last?.timeMs ?? 0), ticksAtLast: last?.count ?? 0 };
			}),
		});
	}

	#fact(place: AccountPlace, hello: Greeting, message: TerminalMessage): void {
		const gathering = this.#gathering;
		try {
			switch (message.name) {
				case 'Tick':
					return; // of a symbol that is not mapped: it was counted
				case 'Symbol':
					this.#specs.set(message.body.symbol, message.body);
					return this.#spec(place, hello, message.body);
				case 'Clock':
					return this.#clock(place, message.body.serverOffsetSec);
				case 'Book': {
					const depth = depthOf(place, message.body);
					if (depth !== undefined) this.#port.depth(this, depth);
					return;
				}
				case 'StateHash':
					return this.#judge(message.body);
				case 'DeadmanReport': {
					const { action, atMs, epoch, canceled, closed } = message.body;
					this.#port.log.warn({ login: this.login, action, atMs: String(atMs), canceled, closed }, "the dead-man's switch has acted");
					return this.#port.event(this, {
						event: 'deadman',
						...{ flattened: action === wireEnums.Deadman.FLATTEN, atMs: Number(atMs), epoch: Number(epoch), canceled, closed },
					});
				}
				case 'Account':
					return this.#account(place, message.body);
				case 'SnapshotBegin':
					this.#mirror.clear();
					this.#gathering = beginSnapshot(message.body.snapshotId);
					return;
				case 'SnapshotEnd': {
					this.#gathering = undefined;
					if (gathering === undefined) throw new Error('SnapshotEnd without its begin');
					const snapshot = endSnapshot(gathering, message.body);
					if (typeof snapshot === 'string') throw new Error(snapshot);
					const { hash } = message.body;
					if (hash !== 0 && hash !== this.#mirror.hash) this.#vigil.doubt();
					return this.#port.event(this, snapshot);
				}
				case 'OrderItem':
					if (gathering !== undefined) gathering.items.orders += 1;
					return this.#deliver(gathering?.orders, orderOf(place, message.body, hello), (order) => ({ event: 'order', order }));
				case 'DealItem':
					if (gathering !== undefined) gathering.items.deals += 1;
					this.#deliver(gathering?.deals, dealOf(place, message.body, hello), (deal) => ({ event: 'deal', deal }));
					this.stopwatch.deal(orderIdOf(message.body.magic), {
						...{ seenUs: Number(message.body.seenUs), nowUs: this.#nowUs() },
						quote: this.#quoteOf(place.bySymbol.get(message.body.symbol)?.instrumentId ?? 0),
					});
					return;
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
					const { sent, retcode, receivedUs, sentUs } = message.body;
					const [epoch, commandSeq] = [Number(message.body.epoch), Number(message.body.commandSeq)];
					this.#port.event(this, { event: 'ack', orderId: orderIdOf(message.body.orderId), epoch, commandSeq, sent, retcode });
					if (epoch !== this.#port.epoch) return;
					return this.stopwatch.ack(commandSeq, { receivedUs: Number(receivedUs), sentUs: Number(sentUs), isSent: sent });
				}
				case 'TradeResult': {
					const { retcode, order, deal, answeredUs } = message.body;
					const [epoch, commandSeq] = [Number(message.body.epoch), Number(message.body.commandSeq)];
					const tickets = { orderTicket: order, dealTicket: deal };
					this.#port.event(this, { event: 'result', orderId: orderIdOf(message.body.orderId), epoch, commandSeq, retcode, ...tickets });
					if (epoch !== this.#port.epoch) return;
					return this.stopwatch.answered(commandSeq, { answeredUs: Number(answeredUs), retcode, nowUs: this.#nowUs() });
				}
				default:
					throw new Error(`${message.name} is not for the gateway`);
			}
		} catch (error) {
			this.#unfitFact(message.name, error);
		}
	}

	/** A number or symbol that does not fit ours is the venue's fact, not the line's fault: told, and left to reconciliation. @throws whatever else it is */
	#unfitFact(frame: string, error: unknown): void {
		if (!(error instanceof UnfitNumber)) throw error;
		const told = `${frame}: ${error.message}`;
		if (this.#unfit.has(told) || this.#unfit.size >= maxUnfitTold) return;
		this.#unfit.add(told);
		this.#port.log.error({ login: this.login, frame, reason: error.message }, 'a fact of the terminal does not fit');
	}

	#deliver<Item>(list: Item[] | undefined, item: Item, event: (item: Item) => VenueEvent): void {
		if (list === undefined) this.#port.event(this, event(item));
		else list.push(item);
	}

	/** Not before the facts themselves: nothing on the order path waits for it. */
	#measured({ orderId, epoch, commandSeq, action }: VenueSend, stages: OrderStages): void {
		if (action === 'DEAL' || action === 'PENDING' || action === 'CLOSE_BY')
			this.#port.event(this, { event: 'stages', orderId, epoch, commandSeq, stages });
	}

	#spec(place: AccountPlace, hello: Greeting, body: Message<TerminalProtocol, 'Symbol'>): void {
		const { instrumentId, spec } = specOf(place, body, hello);
		this.#feeds?.learn(instrumentId, body);
		this.#port.event(this, { event: 'spec', instrumentId, spec });
	}

	/** Daylight saving began or ended: sessions, expiries and times are read by the new offset from here on. */
	#clock(place: AccountPlace, serverOffsetSec: number): void {
		if (this.#hello === undefined) return;
		this.#hello = { ...this.#hello, serverOffsetSec, offsetMs: serverOffsetSec * 1_000 };
		this.#port.log.info({ login: this.login, serverOffsetSec }, "the broker's clock changed");
		for (const body of this.#specs.values()) this.#spec(place, this.#hello, body);
	}

	#judge(theirs: Message<TerminalProtocol, 'StateHash'>): void {
		if (this.#gathering !== undefined) return;
		const verdict = this.#vigil.judge(theirs, this.#mirror);
		if (verdict === 'fine' || verdict === 'wait') return;
		if (verdict === 'agrees') return this.#port.event(this, { event: 'state', agrees: true });
		this.#port.log.warn({ login: this.login, verdict }, 'the terminal has something else than it told');
		if (verdict === 'ask') this.#askForPicture();
		else this.#port.event(this, { event: 'state', agrees: false });
	}

	#account(place: AccountPlace, body: Message<TerminalProtocol, 'Account'>): void {
		const account = accountOf(place, body);
		this.#vigil.hearMoney(body);
		// What happened while the terminal had no server was told to nobody.
		if (account.serverConnected && !this.connected && this.#gathering === undefined) this.#askForPicture();
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

	/** @returns false for a symbol that is not mapped. */
	#tick(feeds: Feeds, bytes: Uint8Array): boolean {
		this.ticksReceived += 1;
		this.lastTickAtMs = this.#heardAtMs;
		try {
			return feeds.take(tickFrame, bytes, this.#hello?.offsetMs ?? 0);
		} catch (error) {
			this.#unfitFact('Tick', error);
			return true;
		}
	}

	#feedsOf(place: AccountPlace): Feeds {
		return new Feeds(place, this.#ticksSeen, {
			observed: (tick) => this.#port.observed?.(this, tick, this.#heardAtMs),
			watches: (instrumentId) => this.#port.watches(place, instrumentId),
			tick: (tick) => this.#port.tick(this, tick),
		});
	}

	#quoteOf(instrumentId: number): Quote | null {
		const { bid = 0, ask = 0 } = this.#feeds?.facts(instrumentId) ?? {};
		const digits = this.place?.instruments.get(instrumentId)?.priceDigits;
		return bid === 0 || digits === undefined ? null : { bid: toUnits(bid, digits), ask: toUnits(ask, digits) };
	}

	#nowUs(): number {
		return Math.round(this.#port.host.steadyMs() * 1_000);
	}
}
