import { credentialSecret, terminalKey } from '@meridian/auth';
import {
	createCodec,
	entryProtocol,
	entryVersion,
	FrameReader,
	orderEntryProtocol,
	orderEntryVersion,
	type ProtocolSchema,
	protocolVersion,
	terminalProtocol,
	wireEnums,
} from '@meridian/protocol';
import { loginProof } from '@meridian/protocol/login';
import type { Chance } from '../../simulation/chance.ts';
import { simAccounts } from '../../simulation/config.ts';
import { anyBody } from './bodies.ts';
import { MemoryLine } from './line.ts';
import { credentialId, credentialMaster, type DoorKind, entryKey, type Room, terminalMaster } from './room.ts';

const protocols = { entry: entryProtocol, direct: orderEntryProtocol, terminal: terminalProtocol } as const satisfies Record<
	DoorKind,
	ProtocolSchema
>;
const entry = createCodec(entryProtocol);
const direct = createCodec(orderEntryProtocol);
const terminal = createCodec(terminalProtocol);
const codecs = { entry, direct, terminal } as const;
const account = simAccounts[0];
/** What a client says: most frames are of these, so that a session lasts; what only a gateway says ends it. */
const clientSide = {
	entry: [
		'Ping',
		'PlaceOrder',
		'AmendOrder',
		'CancelOrder',
		'CancelOrders',
		'ClosePosition',
		'CloseBy',
		'HaltTenant',
		'HaltPart',
		'PreviewOrder',
		'Configure',
		'Status',
	],
	direct: ['Heartbeat', 'NewOrder', 'CancelOrder', 'ClosePosition', 'ResendRequest', 'SequenceReset'],
	terminal: [
		'Ping',
		'Symbol',
		'Account',
		'Tick',
		'SnapshotBegin',
		'SnapshotEnd',
		'OrderItem',
		'DealItem',
		'PositionItem',
		'RequestItem',
		'TradeAck',
		'TradeResult',
		'PositionGone',
	],
} as const satisfies Record<DoorKind, readonly string[]>;

/** Somebody at a door: he logs on as he should, and then says whatever he is given. */
export class Guest {
	readonly door: DoorKind;
	readonly line: MemoryLine;
	/** Frames of the gateway by name: what he was answered. */
	readonly answers = new Map<string, number>();
	readonly #chance: Chance;
	readonly #nonce: Uint8Array;
	readonly #reader = new FrameReader();
	readonly #takeSaid: () => void;
	readonly #sessionKey: bigint;
	#seq = 0;

	constructor(room: Room, door: DoorKind, chance: Chance) {
		this.door = door;
		this.#chance = chance;
		this.#nonce = chance.bytes(16);
		this.#sessionKey = BigInt(chance.between(1, 0xffff_ffff));
		const said: Uint8Array[] = [];
		this.line = new MemoryLine((bytes) => said.push(bytes));
		room.serve(door, this.line);
		this.#takeSaid = () => {
			for (let bytes = said.shift(); bytes !== undefined; bytes = said.shift()) this.#heard(bytes);
		};
		this.#takeSaid();
	}

	/**
	 * The next frame, as its protocol numbers it, with whatever its types allow.
	 * @param isKept it will be said as it is: the one after it has the next number.
	 */
	next(isKept: boolean): Uint8Array {
		const protocol: ProtocolSchema = protocols[this.door];
		const name = this.#chance.pick(this.#chance.hits(0.95) ? clientSide[this.door] : Object.keys(protocol)) ?? 'Ping';
		const body = anyBody(protocol, name, this.#chance);
		const seq = this.#seq + 1;
		if (isKept) this.#seq = seq;
		// The schema and the body are the same door's, which a union of three can't say.
		return (codecs[this.door] as { encode(name: string, seq: number, body: unknown): Uint8Array }).encode(name, seq, body);
	}

	say(bytes: Uint8Array): void {
		this.line.say(bytes);
		this.#takeSaid();
	}

	#heard(bytes: Uint8Array): void {
		for (const frame of this.#reader.push(bytes)) {
			const message = codecs[this.door].decode(frame);
			this.answers.set(message.name, (this.answers.get(message.name) ?? 0) + 1);
			if (message.name === 'Challenge') this.#logOn(message.body.gatewayNonce);
		}
	}

	#logOn(gatewayNonce: Uint8Array): void {
		const mac = (key: string | Uint8Array, label: 'client' | 'terminal'): Uint8Array =>
			loginProof(key, { label, first: gatewayNonce, second: this.#nonce });
		if (this.door === 'entry')
			this.line.say(
				entry.encode('Login', ++this.#seq, {
					...{ protocolVersion: entryVersion, client: 'fuzz', shard: 0, clientNonce: this.#nonce },
					loginMac: mac(entryKey, 'client'),
				}),
			);
		else if (this.door === 'direct')
			this.line.say(
				direct.encode('Logon', 0, {
					...{ protocolVersion: orderEntryVersion, credentialId, clientNonce: this.#nonce, sessionKey: this.#sessionKey },
					loginMac: mac(credentialSecret(credentialMaster, credentialId), 'client'),
					...{ nextOutboundSeq: 1, nextInboundSeq: 1, heartbeatMs: 60_000, cancelOnDisconnect: this.#chance.hits(0.5), resume: [] },
				}),
			);
		else if (account !== undefined) {
			const { server, login } = account;
			this.line.say(
				terminal.encode('Login', ++this.#seq, {
					...{ protocolVersion, server, login, terminalNonce: this.#nonce, eaVersion: 'fuzz', frameMac: false },
					loginMac: mac(terminalKey(terminalMaster, { server, login }), 'terminal'),
				}),
			);
			this.line.say(
				terminal.encode('Hello', ++this.#seq, {
					...{ terminalBuild: 1, company: 'Fuzz', currency: 'USD', currencyDigits: 2, leverage: 100, fifoClose: false },
					...{ marginMode: wireEnums.MarginMode.NETTING, accountMode: wireEnums.AccountMode.DEMO, hedgeAllowed: false },
					...{ connected: true, tradeAllowed: true, serverOffsetSec: 0, eaStartedMs: 0n },
					...{ lastCommandEpoch: 0n, lastCommandSeq: 0n, highestEpoch: 0n },
				}),
			);
		}
	}
}
