import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Chance, chanceOf } from '@meridian/execution-gateway/testing';
import {
	createCodec,
	FrameReader,
	type Message,
	protocolVersion,
	type TerminalProtocol,
	terminalProtocol,
	wireEnums,
} from '@meridian/protocol';
import { loginProof } from '@meridian/protocol/login';
import { Puppet, type PuppetEvent } from './puppet.ts';

const codec = createCodec(terminalProtocol);
const key = 'ab'.repeat(32);
const nonce = new Uint8Array(16).fill(7);
const timerMs = 10;
/** A terminal begins anew after so many frames, so that its books stay small. */
const framesPerLife = 4_000;
const framesPerRead = 50;

type Body<Name extends keyof TerminalProtocol> = Message<TerminalProtocol, Name>;
const whole = (values: Readonly<Record<string, number>>): readonly number[] => [0, 99, ...Object.values(values)];

/** A number of the kind that a field may have, or must not. */
const odd = (chance: Chance): number =>
	chance.pick([0, 0.1, 1, 1.1, 1.09, -1, 1e-9, 1e9, 1e300, -1e300, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER]) ?? 0;
const big = (chance: Chance): bigint => chance.pick([0n, 1n, 2n, 5n, 57_005n, 1_000_001n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n]) ?? 0n;

function orderSend(chance: Chance, commandSeq: bigint): Body<'OrderSend'> {
	const of = (values: Readonly<Record<string, number>>): number => chance.pick(whole(values)) ?? 0;
	return {
		...{ epoch: chance.hits(0.9999) ? 1n : big(chance), commandSeq: chance.hits(0.95) ? commandSeq : big(chance), orderId: big(chance) },
		...{ action: of(wireEnums.OrderAction), symbol: chance.pick(['EURUSD', 'GBPUSD', '', 'NONE', 'é'.repeat(40)]) ?? '' },
		...{ type: of(wireEnums.OrderType), volume: odd(chance), price: odd(chance), stopLimit: odd(chance), sl: odd(chance), tp: odd(chance) },
		...{ deviationPoints: chance.between(0, 0xffff_ffff), filling: of(wireEnums.Filling), timeType: of(wireEnums.TimeType) },
		...{
			expirationSec: big(chance),
			position: big(chance),
			positionBy: big(chance),
			order: big(chance),
			comment: 'x'.repeat(chance.between(0, 80)),
		},
	};
}

function snapshotRequest(chance: Chance): Body<'SnapshotRequest'> {
	const symbols = Array.from({ length: chance.between(0, 4) }, () => ({
		...{
			symbol: chance.pick(['EURUSD', 'GBPUSD', 'NONE', '']) ?? '',
			lastTickMs: big(chance),
			ticksAtLast: chance.between(0, 0xffff_ffff),
		},
	}));
	return { sinceMs: big(chance), afterDeal: big(chance), symbols };
}

/** A frame that a gateway could send, spoilt more often than not. `isLast`: one that may end the line, so that nothing after it would be read. */
function frameOf(chance: Chance, input: { readonly seq: number; readonly isLast: boolean }): Uint8Array {
	const { seq, isLast } = input;
	if (isLast && chance.hits(0.6)) return spoil(codec.encode('SnapshotRequest', seq, snapshotRequest(chance)), chance);
	const what = chance.between(1, 10);
	const frame =
		what <= 8
			? codec.encode('OrderSend', seq, orderSend(chance, BigInt(seq)))
			: codec.encode('Ping', seq, { timeUs: big(chance), serverPingUs: 0 });
	const spoilt = spoil(frame, chance);
	// The length itself: the stream can't be followed any more.
	if (isLast && chance.hits(0.1)) spoilt[chance.between(0, 3)] = chance.between(0, 255);
	return spoilt;
}

/** Bits turned, cut off or lengthened; its length is true. */
export function spoil(frame: Uint8Array, chance: Chance): Uint8Array {
	const bytes = new Uint8Array(frame);
	const how = chance.between(1, 100);
	if (how <= 40) return bytes;
	if (how <= 85) {
		// In the fields: the frame is whole, what it says is not. Seldom in the first of them, an order's epoch, which is remembered for good.
		const from = Math.min(chance.hits(0.001) ? 9 : 17, bytes.length - 1);
		for (let n = chance.between(1, 4); n > 0; n--) bytes[chance.between(from, bytes.length - 1)] = chance.between(0, 255);
		return bytes;
	}
	if (how <= 93) {
		const cut = bytes.slice(0, chance.between(9, bytes.length));
		new DataView(cut.buffer).setUint32(0, cut.length - 4, true);
		return cut;
	}
	const longer = new Uint8Array(bytes.length + chance.between(1, 64));
	longer.set(bytes);
	new DataView(longer.buffer).setUint32(0, longer.length - 4, true);
	return longer;
}

export type FuzzResult = { readonly frames: number; readonly logins: number; readonly answers: number };

/** Feeds the Expert Advisor frames that it must survive. @throws where the terminal ends: a critical error of the EA, or a sanitizer's word */
export function fuzzExpert(input: { readonly binary: string; readonly seed: number; readonly frames: number }): FuzzResult {
	const chance = chanceOf(input.seed);
	let frames = 0;
	let logins = 0;
	let answers = 0;
	while (frames < input.frames) {
		const dir = mkdtempSync(join(tmpdir(), 'meridian-fuzz-'));
		const args = [
			'--server',
			'S',
			'--login',
			'1',
			'--gateway',
			'127.0.0.1:1',
			'--state',
			join(dir, 'state'),
			'--puppet',
			'--start-ms',
			'1704153600000',
		];
		const puppet = new Puppet({ binary: input.binary, args: [...args, '--timer-ms', String(timerMs)], key, log: join(dir, 'log') });
		let nowMs = 0;
		let seq = 0;
		let isUp = false;
		let reader = new FrameReader();
		const act = (command: string): void => {
			for (const event of puppet.command(command).events) heard(event);
		};
		const say = (frame: Uint8Array): void => act(`rx ${Buffer.from(frame).toString('hex')}`);
		const heard = (event: PuppetEvent): void => {
			if (event.kind === 'close') isUp = false;
			if (event.kind === 'connect') {
				reader = new FrameReader();
				seq = 0;
				say(codec.encode('Challenge', ++seq, { protocolVersion, gatewayNonce: nonce }));
			}
			if (event.kind === 'tx')
				for (const frame of reader.push(event.bytes)) {
					const message = codec.decode(frame);
					answers += 1;
					if (message.name !== 'Login') continue;
					const gatewayMac = loginProof(key, { label: 'gateway', first: message.body.terminalNonce, second: nonce });
					say(codec.encode('LoginOk', ++seq, { gatewayMac, epoch: 1n }));
					isUp = true;
					logins += 1;
				}
		};
		try {
			act('tick EURUSD 110000 110010');
			act('tick GBPUSD 127000 127010');
			const until = Math.min(input.frames, frames + framesPerLife);
			// A damaged epoch is remembered, and then no leader is new enough: such a life ends early.
			for (let idle = 0; frames < until && idle < 1_000; ) {
				nowMs += timerMs;
				act(`now ${nowMs}`);
				if (!isUp) {
					idle += 1;
					continue;
				}
				idle = 0;
				const batch: Uint8Array[] = [];
				for (let n = 0; n < framesPerRead && frames < until; n++, frames++)
					batch.push(frameOf(chance, { seq: ++seq, isLast: n === framesPerRead - 1 }));
				say(Buffer.concat(batch));
			}
			nowMs += timerMs;
			act(`now ${nowMs}`);
		} catch (error) {
			throw new Error(
				`after ${frames} frames of seed ${input.seed}: ${error instanceof Error ? error.message : String(error)}; its log is in ${dir}`,
			);
		} finally {
			puppet.kill();
		}
		rmSync(dir, { recursive: true, force: true });
	}
	return { frames, logins, answers };
}
