import type { EngineInput, VenueAccount, VenueEvent } from '@meridian/core';
import type { EntryProtocol, Message } from '@meridian/protocol';
import type { Logger } from '@meridian/telemetry';
import type { BrokerPace } from '../brokers/pace.ts';
import type { DepthBatch } from '../depths.ts';
import type { Host } from '../host.ts';
import type { TickOutbox } from '../market/outbox.ts';
import type { Connection } from '../net/connection.ts';
import type { Opening } from '../net/opening.ts';
import type { QuoteBatch } from '../quotes.ts';
import type { LastTick } from '../venue/feeds.ts';
import type { Histogram } from '../venue/histogram.ts';
import { KeptKeys } from '../venue/kept-keys.ts';
import { TerminalSession } from '../venue/session.ts';
import type { SessionPort } from '../venue/session-port.ts';
import { stageNames } from '../venue/stopwatch.ts';
import type { AccountPlace } from '../venue/symbols.ts';
import { TerminalKeys } from '../venue/terminal-keys.ts';
import {
	type FleetMessage,
	isIn,
	type StageCounts,
	stagesOf,
	stateOf,
	type TenantPart,
	type TerminalState,
	type TerminalStatus,
} from './fleet.ts';
import type { OrderLine, Shard } from './shard.ts';

type Mark = Extract<EngineInput, { kind: 'mark' }>;
const dayMs = 86_400_000;
/** MetaTrader's word for "too frequent requests". */
const tooManyRequests = 10024;

export type TerminalsOptions = {
	readonly epoch: number;
	/** Hex: what the installation's own keys of terminals are derived from. */
	readonly masterKey: string;
	/** Hex: with what the tenants' own keys are sealed on their way here. */
	readonly gatewayKey: string;
	/** Where those keys are kept, still sealed; absent: the API brings them after each start. */
	readonly stateDir?: string;
	readonly host: Host;
	readonly log: Logger;
	readonly shard: () => Shard;
	readonly quotes: QuoteBatch;
	readonly depths: DepthBatch;
	/** What brokers take of all their accounts together: told of each request that goes out, and of each that was one too many. */
	readonly pace?: Pick<BrokerPace, 'send' | 'tooMany'>;
	/** Where every tick goes for market data. */
	readonly ticks?: TickOutbox;
};

/** The terminals' lines of a shard, one per account. */
export class Terminals {
	readonly #options: TerminalsOptions;
	readonly #byAccount = new Map<string, TerminalSession>();
	readonly #reconciled = new Set<string>();
	readonly #lastDealMs = new Map<string, number>();
	readonly #ticksSeen = new Map<string, Map<string, LastTick>>();
	/** What each account said last, apart from its moving figures. */
	readonly #accounts = new Map<string, string>();
	readonly #countsTold = new WeakMap<Histogram, number>();
	readonly #keys: TerminalKeys;
	readonly #states = new Map<
		string,
		{ readonly state: TerminalState; readonly sinceMs: number; readonly session: TerminalSession | undefined }
	>();
	/** The last login that was refused, by account. */
	readonly #refusals = new Map<string, { readonly reason: string; readonly atMs: number }>();
	readonly #port: SessionPort;

	constructor(options: TerminalsOptions) {
		this.#options = options;
		const kept = options.stateDir === undefined ? undefined : new KeptKeys(options.stateDir);
		this.#keys = new TerminalKeys({ installation: options.masterKey, gateway: options.gatewayKey }, kept);
		const { log, quotes } = options;
		this.#port = {
			epoch: options.epoch,
			log,
			host: options.host,
			claims: (login) => this.#keys.claims(options.shard().configs.values(), login),
			refused: (login) => this.#refused(login),
			admitted: (session) => this.#admit(session),
			event: (session, event) => this.#event(session, event),
			tick: (session, tick) => {
				const place = session.place;
				if (place === undefined || !this.#isCurrent(session)) return;
				const mark: Mark = { kind: 'mark', tenantId: place.tenantId, accountId: place.account.accountId, ...tick };
				options.shard().mark(mark);
				quotes.add(mark, options.host.nowMs());
			},
			watches: ({ tenantId, account }, instrumentId) => options.shard().watches({ tenantId, accountId: account.accountId, instrumentId }),
			observed: (session, tick, nowMs) => {
				if (session.place !== undefined && !session.isReplaced) options.ticks?.add(session.place, tick, nowMs);
			},
			ticksSeen: (place) => {
				const seen = this.#ticksSeen.get(keyOf(place)) ?? new Map<string, LastTick>();
				this.#ticksSeen.set(keyOf(place), seen);
				return seen;
			},
			// Broker time and ours may differ by half a day; a day of overlap costs little, since deals are known by ticket.
			sinceMs: (place) => Math.max(0, (this.#lastDealMs.get(keyOf(place)) ?? 0) - dayMs),
			depth: (session, depth) => {
				const place = session.place;
				if (place === undefined || !this.#isCurrent(session)) return;
				options.depths.add({ tenantId: place.tenantId, accountId: place.account.accountId }, depth, options.host.nowMs());
			},
			closed: (session) => this.#closed(session),
		};
	}

	/** Once the shard is open: what its journal's configurations were pushed with, so that terminals may come back before the API does. */
	recallKeys(): void {
		for (const config of this.#options.shard().configs.values())
			try {
				this.#keys.recall(config);
			} catch (error) {
				this.#options.log.error(
					{ err: error, tenantId: config.tenantId },
					"a tenant's kept keys of terminals can't be read: the API has to bring them",
				);
			}
	}

	serve(socket: Connection, opening?: Opening): void {
		new TerminalSession(socket, this.#port, opening);
	}

	/** Takes journalled orders, as long as the line lives. Without one they stay in the books as sent, and become UNKNOWN when the line is found dead. */
	lineTo(tenantId: number, accountId: number): OrderLine | undefined {
		const session = this.#byAccount.get(`${tenantId}:${accountId}`);
		const server = session?.place?.account.server;
		const { pace } = this.#options;
		if (session === undefined || server === undefined || pace === undefined) return session;
		return {
			order: (send) =>
				pace.send(server, {
					account: `${tenantId}:${accountId}`,
					send,
					go() {
						const { isOpen } = session;
						if (isOpen) session.order(send);
						return isOpen;
					},
				}),
		};
	}

	/** Cuts an account's line: nothing more is sent on it, and the terminal's next picture says which orders never came. */
	withhold(tenantId: number, accountId: number): void {
		this.#byAccount.get(`${tenantId}:${accountId}`)?.close('an order is not sent, since no standby has it');
	}

	/** Asks an account's terminal for its whole picture. @returns false where there is no line */
	refresh(tenantId: number, accountId: number): boolean {
		const session = this.#byAccount.get(`${tenantId}:${accountId}`);
		session?.refresh();
		return session !== undefined;
	}

	/**
	 * A changed configuration may have other symbols, or the key of a terminal no more: its line is cut, and may be opened anew.
	 * @returns fulfilled once its keys are kept, or can't be, which is told; undefined where there is nothing to wait for.
	 */
	configured(tenantId: number, configText: string): Promise<void> | undefined {
		let kept: Promise<void> | undefined;
		try {
			kept = this.#keys.replace(tenantId, configText);
		} catch (error) {
			this.#options.log.error({ err: error, tenantId }, "a tenant's keys of terminals can't be read: none of them counts");
		}
		for (const [key, session] of this.#byAccount) {
			const place = session.place;
			if (place?.tenantId !== tenantId) continue;
			const claims = this.#keys.claims(this.#options.shard().configs.values(), place.account);
			const now = claims.find(({ keyId }) => keyId === session.keyId)?.place;
			const same = now !== undefined && keyOf(now) === key && JSON.stringify([...now.symbolOf]) === JSON.stringify([...place.symbolOf]);
			if (!same) session.close('the configuration changed');
		}
		return kept?.catch((error: unknown) => {
			this.#options.log.error(
				{ err: error, tenantId },
				"a tenant's keys of terminals can't be kept: after a restart the API has to bring them",
			);
		});
	}

	status(tenantId: number): Message<EntryProtocol, 'StatusReply'>['accounts'] {
		return [...this.#options.shard().configs.values()]
			.filter((config) => tenantId === 0 || config.tenantId === tenantId)
			.flatMap((config) =>
				config.accounts.map((account) => {
					const key = `${config.tenantId}:${account.accountId}`;
					const session = this.#byAccount.get(key);
					return {
						tenantId: config.tenantId,
						accountId: account.accountId,
						link: session !== undefined,
						reconciled: this.#reconciled.has(key),
						serverConnected: session?.connected ?? false,
						tradeAllowed: session?.tradeAllowed ?? false,
						ticksReceived: session?.ticksReceived ?? 0,
						framesReceived: session?.framesReceived ?? 0,
						lastTickAtMs: session?.lastTickAtMs ?? 0,
						pingUs: session?.pingUs ?? 0,
						venueName: session?.venueName ?? '',
					};
				}),
			);
	}

	/** Every terminal of these tenants that has a line, or had one since the gateway started, or was refused: as it is now. */
	fleet(part: TenantPart): readonly FleetMessage[] {
		const { host, epoch } = this.#options;
		return [...this.#options.shard().configs.values()].flatMap(({ tenantId, accounts }) => {
			if (!isIn(part, tenantId)) return [];
			const terminals = accounts.flatMap(({ accountId }): TerminalStatus[] => {
				const key = `${tenantId}:${accountId}`;
				const session = this.#byAccount.get(key);
				const refused = this.#refusals.get(key);
				const before = this.#states.get(key);
				if (session === undefined && before === undefined && refused === undefined) return [];
				const state = stateOf(session, this.#reconciled.has(key));
				const sinceMs = before?.state === state ? before.sinceMs : host.nowMs();
				const last = session ?? before?.session;
				this.#states.set(key, { state, sinceMs, session: last });
				return [
					{
						...{ accountId, state, sinceMs, epoch },
						...{ keyId: last?.keyId ?? '', eaVersion: last?.eaVersion ?? '', terminalBuild: last?.terminalBuild ?? 0 },
						...{ company: last?.venueName ?? '', pingUs: session?.pingUs ?? 0, serverPingUs: session?.serverPingUs ?? 0 },
						...{ ticks: last?.ticksReceived ?? 0, lastTickAtMs: last?.lastTickAtMs ?? 0 },
						...{ refusedAtMs: refused?.atMs ?? 0, refusal: refused?.reason ?? '', stages: last === undefined ? [] : stagesOf(last) },
					},
				];
			});
			return terminals.length === 0 ? [] : [{ tenantId, terminals }];
		});
	}

	/** What the open lines of these tenants have measured, where it is more than they had when it was asked last. */
	stageCounts(part: TenantPart): readonly StageCounts[] {
		return [...this.#byAccount.values()].flatMap(({ place, openedAtMs, stopwatch }) =>
			stageNames.flatMap((stage) => {
				if (place === undefined || !isIn(part, place.tenantId)) return [];
				const histogram = stopwatch.histograms[stage];
				const { count, sumUs } = histogram;
				if (count === (this.#countsTold.get(histogram) ?? 0)) return [];
				this.#countsTold.set(histogram, count);
				return [
					{
						...{ tenantId: place.tenantId, accountId: place.account.accountId, stage, openedAtMs, counts: histogram.cumulative() },
						...{ count, sumUs },
					},
				];
			}),
		);
	}

	/** Whether any terminal is to answer a request that it was just sent. */
	get awaits(): boolean {
		for (const { stopwatch } of this.#byAccount.values()) if (stopwatch.awaits) return true;
		return false;
	}

	/** Remembers from which time on deals are needed; fed by recovery as well. */
	noteDeal(place: { tenantId: number; accountId: number }, venueAtMs: number): void {
		const key = `${place.tenantId}:${place.accountId}`;
		this.#lastDealMs.set(key, Math.max(this.#lastDealMs.get(key) ?? 0, venueAtMs));
	}

	close(): void {
		for (const session of this.#byAccount.values()) session.close('the gateway stops');
	}

	#admit(session: TerminalSession): void {
		if (session.place === undefined) return;
		const key = keyOf(session.place);
		const older = this.#byAccount.get(key);
		this.#byAccount.set(key, session);
		if (older === undefined) return;
		older.isReplaced = true;
		this.#linkDown(session.place);
		older.close('the terminal logged in again');
	}

	#refused({ server, login, reason }: { readonly server: string; readonly login: bigint; readonly reason: string }): void {
		for (const config of this.#options.shard().configs.values())
			for (const account of config.accounts)
				if (account.server === server && account.login === login)
					this.#refusals.set(`${config.tenantId}:${account.accountId}`, { reason, atMs: this.#options.host.nowMs() });
	}

	#isCurrent(session: TerminalSession): boolean {
		return session.place !== undefined && this.#byAccount.get(keyOf(session.place)) === session;
	}

	#event(session: TerminalSession, event: VenueEvent): void {
		const place = session.place;
		if (place === undefined || !this.#isCurrent(session)) return; // a replaced line says nothing any more
		if (event.event === 'deal') this.noteDeal({ tenantId: place.tenantId, accountId: place.account.accountId }, event.deal.venueAtMs);
		// A terminal without its server shows the book of the moment when it went; with the server, the next picture brings it anew.
		if (event.event === 'account' && !event.account.serverConnected)
			this.#options.depths.forget({ tenantId: place.tenantId, accountId: place.account.accountId }, this.#options.host.nowMs());
		if (event.event === 'snapshot') {
			for (const deal of event.deals) this.noteDeal({ tenantId: place.tenantId, accountId: place.account.accountId }, deal.venueAtMs);
			this.#reconciled.add(keyOf(place));
		}
		if ((event.event === 'ack' || event.event === 'result') && event.retcode === tooManyRequests)
			this.#options.pace?.tooMany(place.account.server);
		const input = { ...event, kind: 'venue', tenantId: place.tenantId, accountId: place.account.accountId } as const;
		if (event.event === 'account' && !this.#isNews(keyOf(place), event.account)) this.#options.shard().figures(input);
		else this.#options.shard().submit(input);
	}

	/** Whether more than equity and margin changed, which move with every tick. */
	#isNews(key: string, { balanceMinor, creditMinor, serverConnected, tradeAllowed }: VenueAccount): boolean {
		const text = [balanceMinor, creditMinor, serverConnected, tradeAllowed].join();
		const isNews = this.#accounts.get(key) !== text;
		this.#accounts.set(key, text);
		return isNews;
	}

	#closed(session: TerminalSession): void {
		if (session.place === undefined || !this.#isCurrent(session)) return;
		this.#byAccount.delete(keyOf(session.place));
		this.#linkDown(session.place);
	}

	#linkDown(place: AccountPlace): void {
		this.#reconciled.delete(keyOf(place));
		this.#accounts.delete(keyOf(place));
		const of = { tenantId: place.tenantId, accountId: place.account.accountId };
		this.#options.depths.forget(of, this.#options.host.nowMs());
		this.#options.shard().submit({ kind: 'venue', ...of, event: 'linkDown' });
	}
}

function keyOf(place: AccountPlace): string {
	return `${place.tenantId}:${place.account.accountId}`;
}
