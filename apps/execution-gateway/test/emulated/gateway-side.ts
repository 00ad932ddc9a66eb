import { createServer, type Server, type Socket } from 'node:net';
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
import { expect, vi } from 'vitest';
import { Seal } from '../../src/venue/seal.ts';

type Body<Name extends keyof TerminalProtocol> = Message<TerminalProtocol, Name>;
type Incoming = AnyMessage<TerminalProtocol>;
const codec = createCodec(terminalProtocol);

/** The gateway's side of the wire, by hand: a test says what it says and reads what the Expert Advisor answers. */
export class GatewaySide {
	readonly received: Incoming[] = [];
	/** How often a terminal has connected. */
	connections = 0;
	/** Whether the terminal of this connection has said hello. */
	greeted = false;
	/** What it proves its own login with; another key than the terminal's is an impostor. */
	ownKey: string;
	epoch = 1n;
	/** Of a line whose frames carry a MAC. */
	#seal: Seal | undefined;
	/** Takes no login: every line is closed at once. */
	isAway = false;
	/** Spoils the next frame on its way to the terminal. */
	tamper: ((frame: Uint8Array) => Uint8Array) | undefined;
	readonly #server: Server;
	#socket: Socket | undefined;
	#seq = 0;
	#commandSeq = 0n;
	readonly #ticks: Body<'Tick'>[] = [];

	private constructor(key: string) {
		this.ownKey = key;
		this.#server = createServer((socket) => this.#serve(socket));
	}

	static async listen(key: string): Promise<GatewaySide> {
		const gateway = new GatewaySide(key);
		await new Promise<void>((resolve) => gateway.#server.listen(0, '127.0.0.1', resolve));
		return gateway;
	}

	get port(): number {
		const address = this.#server.address();
		return typeof address === 'object' && address !== null ? address.port : 0;
	}

	#serve(socket: Socket): void {
		const reader = new FrameReader();
		const nonce = newNonce();
		this.connections += 1;
		if (this.isAway) {
			socket.destroy();
			return;
		}
		this.greeted = false;
		this.#socket = socket;
		this.#seq = 0;
		this.#seal = undefined;
		socket.setNoDelay(true);
		socket.on('error', () => undefined);
		socket.on('close', () => {
			if (this.#socket === socket) this.greeted = false;
		});
		socket.on('data', (chunk: Buffer) => {
			for (const frame of reader.push(chunk)) {
				const message = codec.decode(this.#seal?.open(frame) ?? frame);
				if (message.name === 'Ping') this.send('Pong', { timeUs: message.body.timeUs, atUs: 0n });
				else this.received.push(message);
				if (message.name === 'Hello') this.greeted = true;
				if (message.name === 'Tick') this.#ticks.push(message.body);
				if (message.name !== 'Login') continue;
				const { terminalNonce, frameMac } = message.body;
				if (frameMac)
					this.#seal = new Seal(loginProof(this.ownKey, { label: 'session', first: nonce, second: terminalNonce }), message.seq);
				const label = frameMac ? 'gateway-mac' : 'gateway';
				const gatewayMac = loginProof(this.ownKey, { label, first: terminalNonce, second: nonce });
				this.send('LoginOk', { gatewayMac, epoch: this.epoch });
			}
		});
		this.send('Challenge', { protocolVersion, gatewayNonce: nonce });
	}

	send<Name extends keyof TerminalProtocol & string>(name: Name, body: Body<Name>): void {
		const frame = codec.encode(name, ++this.#seq, body);
		const sealed = this.#seal?.close(frame) ?? frame;
		this.#socket?.write(this.tamper?.(sealed) ?? sealed);
		this.tamper = undefined;
	}

	/** The message of that name that fits, among all that came since the last `forget`. */
	async heard<Name extends keyof TerminalProtocol & string>(
		name: Name,
		fits: (body: Body<Name>) => boolean = () => true,
	): Promise<Body<Name>> {
		return vi.waitFor(
			() => {
				const found = this.all(name).find(fits);
				if (found === undefined) throw new Error(`no such ${name} among ${this.received.map((m) => m.name).join(' ')}`);
				return found;
			},
			{ timeout: 15_000, interval: 5 },
		);
	}

	all<Name extends keyof TerminalProtocol & string>(name: Name): Body<Name>[] {
		return this.received.filter((message) => message.name === name).map((message) => message.body as Body<Name>);
	}

	forget(): void {
		this.received.length = 0;
	}

	/** Asks for a picture and waits for its end. */
	async snapshot(symbols: readonly string[] = ['EURUSD']): Promise<Body<'SnapshotEnd'>> {
		await vi.waitFor(() => expect(this.greeted, 'a hello').toBe(true), { timeout: 15_000, interval: 5 });
		const before = this.all('SnapshotEnd').length;
		this.send('SnapshotRequest', { sinceMs: 0n, afterDeal: 0n, symbols: symbols.map((symbol) => ({ symbol, ...this.#lastTick(symbol) })) });
		return vi.waitFor(
			() => {
				const end = this.all('SnapshotEnd')[before];
				if (end === undefined) throw new Error('no SnapshotEnd');
				return end;
			},
			{ timeout: 15_000, interval: 5 },
		);
	}

	/** What a gateway says it has: the last tick that came, and how many of its millisecond. */
	#lastTick(symbol: string): { lastTickMs: bigint; ticksAtLast: number } {
		const ticks = this.#ticks.filter((tick) => tick.symbol === symbol);
		const lastTickMs = ticks.at(-1)?.timeMs ?? 0n;
		return { lastTickMs, ticksAtLast: ticks.filter((tick) => tick.timeMs === lastTickMs).length };
	}

	/** Sends a command under the next sequence (or the one given). @returns its sequence */
	order(terms: Partial<Body<'OrderSend'>> = {}): bigint {
		const { OrderAction, OrderType, Filling, TimeType } = wireEnums;
		const commandSeq = terms.commandSeq ?? ++this.#commandSeq;
		const places = terms.action === OrderAction.PENDING;
		this.send('OrderSend', {
			epoch: this.epoch,
			commandSeq,
			orderId: 1_000_000n + commandSeq,
			action: OrderAction.DEAL,
			symbol: 'EURUSD',
			type: OrderType.MARKET_BUY,
			volume: 0.1,
			price: 0,
			stopLimit: 0,
			sl: 0,
			tp: 0,
			deviationPoints: 0,
			filling: places ? Filling.RETURN : Filling.FOK,
			timeType: TimeType.GTC,
			expirationSec: 0n,
			position: 0n,
			positionBy: 0n,
			order: 0n,
			comment: '',
			...terms,
		});
		return commandSeq;
	}

	/** A position opened at the market, by its order's ticket. */
	async opened(terms: Partial<Body<'OrderSend'>> = {}): Promise<bigint> {
		const { retcode, order } = await this.result(this.order(terms));
		expect([10009, 10010]).toContain(retcode);
		return order;
	}

	/** The server's answer to a command. */
	async result(commandSeq: bigint): Promise<Body<'TradeResult'>> {
		return this.heard('TradeResult', (body) => body.commandSeq === commandSeq);
	}

	/** Breaks the line, as a pulled cable that someone notices. */
	cut(): void {
		this.greeted = false;
		this.#socket?.destroy();
	}

	async close(): Promise<void> {
		this.cut();
		await new Promise((resolve) => this.#server.close(resolve));
	}
}
