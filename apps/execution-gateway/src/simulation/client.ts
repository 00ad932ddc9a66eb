import { type AnyMessage, createCodec, type EntryProtocol, entryProtocol, entryVersion, FrameReader } from '@meridian/protocol';
import { loginProof } from '@meridian/protocol/login';
import { stringify } from '../journal/json.ts';
import type { Connection } from '../net/connection.ts';
import type { Chance } from './chance.ts';
import { simAccounts, simConfig } from './config.ts';
import { entryKey } from './gateway.ts';
import type { View } from './orders.ts';
import type { SimProcess } from './process.ts';
import { type Ask, envelope, type Send, Trader } from './trader.ts';

const codec = createCodec(entryProtocol);
const silenceMs = 3_000;

export type ClientOptions = {
	readonly process: SimProcess;
	readonly chance: Chance;
	readonly connect: () => Connection;
	readonly view: View;
	/** The configuration of a tenant that is in force for all clients: a version is never given to two. */
	readonly nextVersion: (tenantId: number) => number;
	readonly thinkMs: number;
	/** Only what a terminal holds by itself, and how often of that an amend or a close-by. Absent: everything. */
	readonly plain?: { readonly changes: number };
};

/** A client of order entry: a line, and the trader who speaks on it. What may be asked again is, under the same ids, where no answer came. */
export class SimClient {
	readonly #options: ClientOptions;
	readonly #trader: Trader;
	#line: { readonly socket: Connection; seq: number; up: boolean; heardMs: number } | undefined;
	#requestId = 0;
	isResting = false;
	/** Asked and not answered; undefined: not to be asked again. */
	readonly #open = new Map<number, Ask | undefined>();
	readonly #unsure: Ask[] = [];

	constructor(options: ClientOptions) {
		this.#options = options;
		const { process, chance, view, plain } = options;
		const { host } = process;
		const desk = { name: process.name, chance, view, nowMs: () => host.nowMs() };
		this.#trader = new Trader({
			...{ ...desk, plain, configure: (tenantId) => this.#configure(tenantId) },
			ask: (ask, again) => this.#ask(ask, again),
		});
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
			for (const ask of this.#open.values()) if (ask !== undefined) this.#unsure.push(ask);
			this.#open.clear();
		});
	}

	#hear(line: { up: boolean }, message: AnyMessage<EntryProtocol>): void {
		if ('requestId' in message.body) this.#open.delete(message.body.requestId);
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
			case 'OrderReply':
				return this.#trader.told(message.body);
			case 'OrderGroupReply':
				for (const order of message.body.orders) this.#trader.told(order);
				return;
			case 'Ping':
				return this.#send('Pong', message.body);
			default:
		}
	}

	readonly #send: Send = (name, body) => {
		const line = this.#line;
		if (line?.socket.writable) line.socket.write(codec.encode(name, ++line.seq, body));
	};

	#ask(ask: Ask, again: boolean): void {
		this.#requestId += 1;
		this.#open.set(this.#requestId, again ? ask : undefined);
		ask(this.#send, this.#requestId);
	}

	#act(): void {
		if (this.#line?.up !== true || this.isResting) return;
		const again = this.#unsure.shift();
		if (again === undefined) this.#trader.act();
		else this.#ask(again, true);
	}

	halt(tenantId: number, halted: boolean): void {
		this.#ask((send, requestId) => send('HaltTenant', { requestId, ...envelope, tenantId, halted }), false);
	}

	#configure(tenantId: number): void {
		const version = this.#options.nextVersion(tenantId);
		const config = configText({ tenantId, version, isPlain: this.#options.plain !== undefined });
		this.#ask((send, requestId) => send('Configure', { requestId, tenantId, version, config }), false);
	}
}

/** The wire's configuration has bigint as text. */
const configText = (of: Parameters<typeof simConfig>[0]): string => stringify(simConfig(of)).replaceAll(/\{"\$n":("\d+")\}/g, '$1');
