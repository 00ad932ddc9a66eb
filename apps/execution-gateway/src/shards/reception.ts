import {
	createCodec,
	entryProtocol,
	entryVersion,
	FrameReader,
	orderEntryProtocol,
	orderEntryVersion,
	protocolVersion,
	replicaProtocol,
	terminalProtocol,
} from '@meridian/protocol';
import type { Host } from '../host.ts';
import type { Connection } from '../net/connection.ts';
import type { Opening } from '../net/opening.ts';
import { replicaVersion } from '../replica/words.ts';
import type { Routes } from './routes.ts';

export const doorNames = ['entry', 'terminal', 'replica', 'direct'] as const;
export type DoorName = (typeof doorNames)[number];

/** So long somebody has to say who he is, and so much he may say before. */
const patienceMs = 10_000;
const maxHeardBytes = 64 * 1024;
const pingId = 5;

const entry = createCodec(entryProtocol);
const terminal = createCodec(terminalProtocol);
const replica = createCodec(replicaProtocol);
const direct = createCodec(orderEntryProtocol);

const challenges: Readonly<Record<DoorName, (gatewayNonce: Uint8Array) => Uint8Array>> = {
	entry: (gatewayNonce) => entry.encode('Challenge', 1, { protocolVersion: entryVersion, gatewayNonce }),
	terminal: (gatewayNonce) => terminal.encode('Challenge', 1, { protocolVersion, gatewayNonce }),
	replica: (gatewayNonce) => replica.encode('Challenge', 1, { protocolVersion: replicaVersion, gatewayNonce }),
	direct: (gatewayNonce) => direct.encode('Challenge', 0, { protocolVersion: orderEntryVersion, gatewayNonce }),
};

/** The shard that a first frame asks for; undefined where it names none. Whether the peer is who he says is for that shard to find out. */
const asked: Readonly<Record<DoorName, (frame: Uint8Array, routes: Routes) => number | undefined>> = {
	entry(frame) {
		const message = entry.decode(frame);
		return message.name === 'Login' ? message.body.shard : undefined;
	},
	terminal(frame, routes) {
		const message = terminal.decode(frame);
		return message.name === 'Login' ? routes.ofLogin(message.body.server, message.body.login) : undefined;
	},
	replica(frame) {
		const message = replica.decode(frame);
		return message.name === 'Login' ? message.body.shard : undefined;
	},
	direct(frame, routes) {
		const message = direct.decode(frame);
		return message.name === 'Logon' ? routes.ofCredential(message.body.credentialId) : undefined;
	},
};

/**
 * Greets whoever connects, and hears who he says he is, so that his line can be given to his tenant's shard. Who can't be placed, or says
 * something else, is the first shard's, which refuses him as it would alone.
 */
export function receive(
	connection: Connection,
	input: {
		readonly door: DoorName;
		readonly host: Host;
		readonly routes: Routes;
		readonly shards: number;
		readonly give: (shard: number, opening: Opening) => void;
	},
): void {
	const { door, host, routes, shards } = input;
	const nonce = host.nonce();
	const reader = new FrameReader();
	const heard: Uint8Array[] = [];
	let heardBytes = 0;
	let isGiven = false;
	const forget = host.after(patienceMs, () => connection.destroy());
	connection.on('error', () => undefined); // it closes as well
	connection.on('close', forget);
	connection.on('data', (chunk) => {
		if (isGiven) return;
		heard.push(Uint8Array.from(chunk));
		heardBytes += chunk.length;
		const shard = shardOf(chunk);
		if (shard === undefined) return;
		isGiven = true;
		forget();
		input.give(shard, { nonce, heard: Buffer.concat(heard) });
	});
	connection.write(challenges[door](nonce));

	/** Undefined: not said yet. */
	function shardOf(chunk: Uint8Array): number | undefined {
		try {
			const first = reader.push(chunk).find((frame) => frame[4] !== pingId);
			if (first === undefined) return heardBytes > maxHeardBytes ? 0 : undefined;
			const shard = asked[door](first, routes) ?? 0;
			return shard < shards ? shard : 0;
		} catch {
			return 0;
		}
	}
}
