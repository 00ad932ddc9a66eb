import { credentialSecret } from '@meridian/auth';
import type { EngineOutput } from '@meridian/core';
import { orderEntryVersion } from '@meridian/protocol';
import { loginProof, newNonce } from '@meridian/protocol/login';
import type { Logger } from '@meridian/telemetry';
import type { Shard } from '../engine/shard.ts';
import type { Connection } from '../net/connection.ts';
import type { Opening } from '../net/opening.ts';
import type { Archive } from './archive.ts';
import { converse } from './conversation.ts';
import { Counters, type DirectCounts } from './counters.ts';
import { Credentials, parseCredentials } from './credentials.ts';
import { EntryOrders } from './entry-orders.ts';
import { Feed, type Reader } from './feed.ts';
import { History } from './history.ts';
import { type Body, type DirectMessage, Line } from './line.ts';
import { identify, logonFault, welcome } from './logon.ts';
import { type EndCode, logonWithinMs, maxLines, silentHeartbeats } from './rules.ts';
import { Seat } from './seat.ts';

export type DoorOptions = {
	readonly epoch: number;
	readonly masterKey: string;
	readonly log: Logger;
	readonly shard: () => Shard;
	readonly archive: Archive;
	/** A clock that never runs back, in ms. */
	readonly nowMs: () => number;
};
type Guest = { readonly line: Line; readonly nonce: Uint8Array; seat: Seat | undefined; reader: Reader | undefined };

/** The institutions' door to a shard: who may come in, one live session per credential, and what they hear. */
export class DirectDoor {
	readonly #options: DoorOptions;
	readonly #credentials = new Credentials();
	readonly #history = new History();
	readonly #feed: Feed;
	readonly #entryOrders: EntryOrders;
	readonly #counters = new Counters();
	readonly #seats = new Map<string, Seat>();
	readonly #guests = new Map<Line, Guest>();

	constructor(options: DoorOptions) {
		this.#options = options;
		this.#feed = new Feed({ history: this.#history, archive: options.archive, journalSeq: () => options.shard().journalSeq });
		this.#entryOrders = new EntryOrders(options);
	}

	/** @param opening where the line was challenged already. */
	serve(connection: Connection, opening?: Opening): void {
		if (this.#guests.size >= maxLines) return void connection.destroy();
		const { nowMs } = this.#options;
		const ears = {
			message: (line: Line, message: DirectMessage) => this.#message(line, message),
			rejected: (line: Line, code: string) => this.#rejected(line, code),
			closed: (line: Line, code: EndCode) => this.#closed(line, code),
		};
		const line = new Line(connection, { nowMs, ears });
		const nonce = opening?.nonce ?? newNonce();
		this.#guests.set(line, { line, nonce, seat: undefined, reader: undefined });
		if (opening === undefined) line.send('Challenge', { protocolVersion: orderEntryVersion, gatewayNonce: nonce });
		else line.hear(opening.heard);
	}

	/** Where an account stands after recovery. */
	begin(place: { readonly tenantId: number; readonly accountId: number }, accountSeq: number): void {
		this.#history.begin(place, accountSeq);
	}

	/** Each new record of the engine, once it is kept. */
	record(journalSeq: number, outputs: readonly EngineOutput[]): void {
		this.#feed.tell(journalSeq, outputs);
		this.#entryOrders.follow(outputs);
	}

	/** A tenant's configuration was taken: its credentials are in force, and whoever lost his leaves. */
	configured(tenantId: number, configText: string): void {
		for (const credentialId of this.#credentials.replace(tenantId, this.#read(configText, tenantId))) {
			this.#seats.get(credentialId)?.line?.end('CREDENTIAL_REVOKED', 'this credential was revoked or its rights have changed');
			this.#seats.delete(credentialId);
		}
	}

	/** A few times per heartbeat: says that we live, and notices who does not. */
	tick(): void {
		for (const { line, seat } of [...this.#guests.values()]) {
			if (seat === undefined) {
				if (line.ageMs > logonWithinMs) line.end('SILENT', `no logon within ${logonWithinMs} ms`);
			} else if (line.silentMs > seat.heartbeatMs * silentHeartbeats)
				line.end('SILENT', `nothing was heard for ${silentHeartbeats} heartbeats`);
			else if (line.quietMs >= seat.heartbeatMs) line.send('Heartbeat', {});
		}
	}

	takeCounts(): DirectCounts[] | undefined {
		return this.#counters.take();
	}

	/** Orders stay: a gateway that stops comes back, and its institutions with it. */
	close(): void {
		for (const { line } of [...this.#guests.values()]) line.end('SHUTDOWN', 'the gateway stops');
	}

	#message(line: Line, message: DirectMessage): void {
		const guest = this.#guests.get(line);
		if (guest === undefined) return;
		if (guest.seat !== undefined && guest.reader !== undefined) {
			const { seat, reader } = guest;
			converse(message, {
				shard: this.#options.shard(),
				feed: this.#feed,
				entryOrders: this.#entryOrders,
				counters: this.#counters,
				seat,
				line,
				reader,
			});
		} else if (message.name === 'Logon') this.#logon(guest, message.body);
		else line.end('UNEXPECTED', `${message.name} before the logon`);
	}

	#logon(guest: Guest, logon: Body<'Logon'>): void {
		const { line, nonce } = guest;
		const { log, nowMs, masterKey } = this.#options;
		const credential = identify(logon, { masterKey, gatewayNonce: nonce, find: (id) => this.#credentials.find(id) });
		if ('code' in credential) {
			log.warn({ credentialId: logon.credentialId.slice(0, 64), reason: credential.code }, 'direct logon refused');
			line.refuseLogon(credential);
			return;
		}
		const config = this.#options.shard().configs.get(credential.tenantId);
		const seat = this.#seats.get(credential.credentialId) ?? new Seat(credential, nowMs);
		const fault =
			config === undefined
				? { code: 'NOT_READY', message: 'the gateway has not got this tenant yet', expectedSeq: 0 }
				: logonFault(logon, { credential, seat, history: this.#history });
		if (fault !== undefined || config === undefined) {
			if (fault !== undefined) line.refuseLogon(fault);
			return;
		}
		this.#seats.set(credential.credentialId, seat);
		// The older line ends before its last frame is looked up: nothing of it can be acted on any more.
		const older = seat.line;
		seat.line = line;
		older?.end('TAKEN_OVER', 'the same credential logged on elsewhere');
		this.#admit(guest, { seat, logon, welcome: welcome({ credential, config, history: this.#history }) });
	}

	#admit(guest: Guest, input: { readonly seat: Seat; readonly logon: Body<'Logon'>; readonly welcome: ReturnType<typeof welcome> }): void {
		const { line, nonce } = guest;
		const { seat, logon } = input;
		const { masterKey, epoch, log } = this.#options;
		const { credential } = seat;
		const resumed = seat.sessionKey === logon.sessionKey;
		if (!resumed) seat.begin(logon.sessionKey);
		const gatewayMac = loginProof(credentialSecret(masterKey, credential.credentialId), {
			label: 'gateway',
			first: logon.clientNonce,
			second: nonce,
		});
		const { heartbeatMs } = logon;
		line.send('LogonOk', { ...input.welcome, gatewayMac, epoch: BigInt(epoch), resumed, receivedSeq: seat.receivedSeq, heartbeatMs });
		line.numberFrom(logon.nextInboundSeq);
		seat.receivedSeq = logon.nextOutboundSeq - 1;
		seat.heartbeatMs = heartbeatMs;
		seat.cancelOnDisconnect = logon.cancelOnDisconnect;
		guest.seat = seat;
		guest.reader = this.#readerOf(line, credential.tenantId);
		this.#entryOrders.cameBack(seat);
		this.#counters.session(credential.tenantId, 1);
		log.info({ credentialId: credential.credentialId, tenantId: credential.tenantId, resumed }, 'direct session is here');
		this.#listen(guest.reader, { line, seat, resume: logon.resume });
	}

	#listen(reader: Reader, input: { readonly line: Line; readonly seat: Seat; readonly resume: Body<'Logon'>['resume'] }): void {
		const { tenantId, accountIds } = input.seat.credential;
		for (const accountId of accountIds) {
			const place = { tenantId, accountId };
			const asked = input.resume.find((account) => account.accountId === accountId);
			if (asked === undefined) this.#feed.follow(reader, place);
			else
				void this.#feed.resume(reader, { place, afterSeq: asked.afterAccountSeq, requestId: 0 }).catch((error: unknown) => {
					this.#options.log.error({ err: error, tenantId, accountId }, 'reports could not be read back');
					input.line.end('INTERNAL', 'the journal could not be read');
				});
		}
	}

	#readerOf(line: Line, tenantId: number): Reader {
		return {
			isResending: false,
			get isOpen() {
				return line.isOpen;
			},
			send: (name, body) => {
				line.send(name, body);
				this.#counters.report(tenantId);
			},
			drained: () => line.drained(),
		};
	}

	#rejected(line: Line, code: string): void {
		const tenantId = this.#guests.get(line)?.seat?.credential.tenantId;
		if (tenantId !== undefined) this.#counters.reject(tenantId, code);
	}

	#closed(line: Line, code: EndCode): void {
		const guest = this.#guests.get(line);
		this.#guests.delete(line);
		if (guest?.seat === undefined) return;
		const { seat, reader } = guest;
		const { credentialId, tenantId } = seat.credential;
		if (reader !== undefined) this.#feed.leave(reader);
		this.#counters.session(tenantId, -1);
		this.#options.log.info({ credentialId, tenantId, code }, 'direct session is gone');
		if (seat.line !== line) return; // taken over: the session goes on
		seat.line = undefined;
		if (seat.cancelOnDisconnect && code !== 'SHUTDOWN') this.#entryOrders.vanished(seat);
	}

	/** What can't be read grants nothing. */
	#read(configText: string, tenantId: number): ReturnType<typeof parseCredentials> {
		try {
			return parseCredentials(configText, tenantId);
		} catch (error) {
			this.#options.log.error({ err: error, tenantId }, 'the credentials of a tenant could not be read: none of them counts');
			return [];
		}
	}
}
