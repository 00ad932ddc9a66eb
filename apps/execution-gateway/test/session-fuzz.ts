import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { terminalKey } from '@meridian/auth';
import type { AccountConfig, VenueEvent } from '@meridian/core';
import { createCodec, protocolVersion, terminalProtocol, wireEnums } from '@meridian/protocol';
import { loginProof } from '@meridian/protocol/login';
import { accountFacts, symbolFacts } from '@meridian/protocol/testing';
import { createLogger } from '@meridian/telemetry';
import { z } from 'zod';
import type { Connection } from '../src/net/connection.ts';
import { type Chance, chanceOf } from '../src/simulation/chance.ts';
import { TerminalSession } from '../src/venue/session.ts';
import type { AccountPlace } from '../src/venue/symbols.ts';
import { deal, greeting, workingOrder } from './fake-terminal.ts';

const codec = createCodec(terminalProtocol);
const masterKey = 'ab'.repeat(32);
const login = { server: 'S', login: 7n };
const instrument = {
	...{ instrumentId: 1, symbol: 'EURUSD', priceDigits: 5, qtyDigits: 2, baseCurrency: 'EUR', quoteCurrency: 'USD', active: true },
	brokerSymbols: [],
};
const account = {
	...{ accountId: 1, name: 'fuzz', mode: 'HEDGING', currency: 'USD', currencyDigits: 2, active: true, ...login },
} as unknown as AccountConfig;
const place: AccountPlace = {
	...{ tenantId: 1, account, instruments: new Map([[1, instrument]]) },
	...{ bySymbol: new Map([['EURUSD', instrument]]), symbolOf: new Map([[1, 'EURUSD']]) },
};

/** A line in memory: what is written is forgotten, what comes is given. */
class Wire implements Connection {
	writable = true;
	writableLength = 0;
	#onData: ((chunk: Buffer) => void) | undefined;
	#onClose: (() => void) | undefined;
	readonly sent: Uint8Array[] = [];

	on(event: 'data' | 'error' | 'close', listener: ((chunk: Buffer) => void) | ((error: Error) => void) | (() => void)): this {
		if (event === 'data') this.#onData = listener as (chunk: Buffer) => void;
		if (event === 'close') this.#onClose = listener as () => void;
		return this;
	}
	write(bytes: Uint8Array): void {
		if (this.sent.length < 2) this.sent.push(new Uint8Array(bytes));
	}
	end(): void {
		this.destroy();
	}
	destroy(): void {
		if (!this.writable) return;
		this.writable = false;
		this.#onClose?.();
	}
	give(bytes: Uint8Array): void {
		if (this.writable) this.#onData?.(Buffer.from(bytes));
	}
}

/** Each message of the protocol as its golden vector has it, the gateway's own too. */
const golden: readonly Uint8Array[] = z
	.array(z.object({ frame: z.string() }))
	.parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../../packages/protocol/golden/terminal.json'), 'utf8')))
	.map(({ frame }) => new Uint8Array(Buffer.from(frame, 'hex')));
/** Frames as a terminal sends them. */
const facts: readonly Uint8Array[] = [
	codec.encode('Symbol', 1, symbolFacts()),
	codec.encode('Account', 1, accountFacts()),
	codec.encode('DealItem', 1, deal({ ticket: 5n, volume: 0.1, price: 1.1 })),
	codec.encode('OrderItem', 1, workingOrder({})),
	codec.encode('Tick', 1, { symbol: 'EURUSD', timeMs: 1_700_000_000_000n, bid: 1.1, ask: 1.1001, last: 0, flags: 6 }),
	codec.encode('Book', 1, { symbol: 'EURUSD', timeMs: 1n, levels: [{ side: wireEnums.Side.BUY, price: 1.1, volume: 1 }] }),
	codec.encode('StateHash', 1, { positions: 1, orders: 0, hash: 7, balance: 1, credit: 0 }),
	codec.encode('SnapshotBegin', 1, { snapshotId: 1 }),
];

function spoilt(frame: Uint8Array, chance: Chance): Uint8Array {
	const bytes = new Uint8Array(frame);
	const how = chance.between(1, 100);
	if (how <= 40) return bytes;
	if (how <= 92) {
		for (let n = chance.between(1, 4); n > 0; n--) bytes[chance.between(4, bytes.length - 1)] = chance.between(0, 255);
		return bytes;
	}
	const cut = bytes.slice(0, chance.between(9, bytes.length));
	new DataView(cut.buffer).setUint32(0, cut.length - 4, true);
	if (how > 98) cut[chance.between(0, 3)] = chance.between(0, 255);
	return cut;
}

/** Feeds sessions frames that they must survive: each is taken, told as unfit, or ends its line. @throws whatever a session lets out */
export function fuzzSession(input: { readonly seed: number; readonly frames: number }) {
	const chance = chanceOf(input.seed);
	const log = createLogger('fuzz', { write: () => undefined });
	log.level = 'silent';
	let events = 0;
	let lines = 0;
	let wire: Wire | undefined;
	const open = (): Wire => {
		const next = new Wire();
		lines += 1;
		new TerminalSession(next, {
			...{ epoch: 5, log, claims: (of) => [{ place, keyId: '', key: terminalKey(masterKey, of) }], admitted: () => undefined },
			host: {
				nowMs: () => 0,
				steadyMs: () => 0,
				every: () => () => undefined,
				after: () => () => undefined,
				nonce: () => new Uint8Array(16),
			},
			event: (_session, event: VenueEvent) => {
				events += event.event === 'linkUp' ? 0 : 1;
			},
			...{
				tick: () => undefined,
				watches: () => false,
				ticksSeen: () => new Map(),
				sinceMs: () => 0,
				depth: () => undefined,
				closed: () => undefined,
			},
		});
		const proof = loginProof(terminalKey(masterKey, login), { label: 'terminal', first: new Uint8Array(16), second: new Uint8Array(16) });
		const body = { protocolVersion, ...login, terminalNonce: new Uint8Array(16), loginMac: proof, eaVersion: 'fuzz', frameMac: false };
		next.give(codec.encode('Login', 1, body));
		next.give(codec.encode('Hello', 2, greeting({})));
		return next;
	};
	for (let frames = 0; frames < input.frames; frames++) {
		if (wire?.writable !== true) wire = open();
		wire.give(spoilt(chance.pick(chance.hits(0.9) ? facts : golden) ?? new Uint8Array(0), chance));
	}
	return { lines, events };
}
