import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import {
	type AnyMessage,
	createCodec,
	FrameReader,
	type Message,
	type OrderEntryProtocol,
	orderEntryProtocol,
	orderEntryVersion,
} from '@meridian/protocol';
import { loginProof, newNonce, proofMatches } from '@meridian/protocol/login';

export type Body<Name extends keyof OrderEntryProtocol> = Message<OrderEntryProtocol, Name>;
type Incoming = AnyMessage<OrderEntryProtocol>;
const codec = createCodec(orderEntryProtocol);

export type InstitutionOptions = {
	readonly port: number;
	readonly credentialId: string;
	readonly secret: string;
	readonly logon?: Partial<Body<'Logon'>>;
	/** Certificate to trust: then the line is TLS. */
	readonly ca?: string;
	/** Says nothing by itself, not even the logon. */
	readonly silent?: boolean;
};

let keys = 0n;

/** An institution's side of the wire, by hand: a test says what it says and reads what it got. */
export class Institution {
	readonly received: Incoming[] = [];
	readonly #socket: Socket;
	readonly #nonce = newNonce();
	closed = false;
	/** Sequence of the next frame. */
	seq: number;

	constructor(options: InstitutionOptions) {
		const { port, ca } = options;
		this.seq = options.logon?.nextOutboundSeq ?? 1;
		this.#socket =
			ca === undefined
				? connect(port, '127.0.0.1')
				: connectTls({ port, host: '127.0.0.1', ca, servername: 'localhost', minVersion: 'TLSv1.3' });
		const reader = new FrameReader();
		this.#socket.on('error', () => undefined);
		this.#socket.on('close', () => {
			this.closed = true;
		});
		this.#socket.on('data', (chunk: Buffer) => {
			for (const frame of reader.push(chunk)) {
				const message = codec.decode(frame);
				this.received.push(message);
				if (message.name === 'Challenge' && options.silent !== true) this.#logon(options, message.body.gatewayNonce);
				if (message.name === 'LogonOk') {
					const expected = loginProof(options.secret, { label: 'gateway', first: this.#nonce, second: this.gatewayNonce });
					if (!proofMatches(expected, message.body.gatewayMac)) throw new Error('the gateway did not prove its key');
				}
			}
		});
	}

	get gatewayNonce(): Uint8Array {
		return this.all('Challenge')[0]?.body.gatewayNonce ?? new Uint8Array();
	}

	#logon({ credentialId, secret, logon }: InstitutionOptions, gatewayNonce: Uint8Array): void {
		this.sendAs(0, 'Logon', {
			protocolVersion: orderEntryVersion,
			credentialId,
			clientNonce: this.#nonce,
			loginMac: loginProof(secret, { label: 'client', first: gatewayNonce, second: this.#nonce }),
			sessionKey: ++keys,
			nextOutboundSeq: 1,
			nextInboundSeq: 1,
			heartbeatMs: 30_000,
			cancelOnDisconnect: true,
			resume: [],
			...logon,
		});
	}

	send<Name extends keyof OrderEntryProtocol & string>(name: Name, body: Body<Name>): void {
		this.sendAs(this.seq++, name, body);
	}
	sendAs<Name extends keyof OrderEntryProtocol & string>(seq: number, name: Name, body: Body<Name>): void {
		this.raw(codec.encode(name, seq, body));
	}
	raw(bytes: Uint8Array): void {
		if (this.#socket.writable) this.#socket.write(bytes);
	}

	order(change: Partial<Body<'NewOrder'>> & { readonly clientOrderId: string }): void {
		this.send('NewOrder', { ...limitOrder, ...change });
	}

	all<Name extends Incoming['name']>(name: Name): Extract<Incoming, { name: Name }>[] {
		return this.received.filter((message): message is Extract<Incoming, { name: Name }> => message.name === name);
	}
	bodies<Name extends Incoming['name']>(name: Name): Body<Name>[] {
		return this.all(name).map((message) => message.body as Body<Name>);
	}

	/** Reads nothing more; the kernel's buffers fill, then the gateway's. */
	stopReading(): void {
		this.#socket.pause();
	}
	/** Half-close: everything written so far arrives, then the end. */
	finish(): void {
		this.#socket.end();
	}
	cut(): void {
		this.#socket.destroy();
	}
}

/** Rests below the market of the fake terminals. */
export const limitOrder: Omit<Body<'NewOrder'>, 'clientOrderId'> = {
	requestId: 1,
	accountId: 1,
	instrumentId: 1,
	side: 'BUY',
	type: 'LIMIT',
	tif: 'GTC',
	qty: 10,
	price: 109_000,
	sl: null,
	tp: null,
	positionTicket: 0n,
	reduceOnly: false,
	expiresAtMs: null,
	limitPrice: null,
	postOnly: false,
	bracket: false,
	trailBy: '',
	trailDistance: null,
	strategyId: 0,
};
