import { terminalKey } from '@meridian/auth';
import type { EngineInput, VenueAccount, VenueEvent } from '@meridian/core';
import type { EntryProtocol, Message } from '@meridian/protocol';
import type { Logger } from '@meridian/telemetry';
import type { Host } from '../host.ts';
import type { TickOutbox } from '../market/outbox.ts';
import type { Connection } from '../net/connection.ts';
import type { Opening } from '../net/opening.ts';
import type { QuoteBatch } from '../quotes.ts';
import type { Level } from '../venue/depth.ts';
import { type LastTick, type SessionPort, TerminalSession } from '../venue/session.ts';
import { type AccountPlace, findAccount } from '../venue/symbols.ts';
import type { OrderLine, Shard } from './shard.ts';

type Mark = Extract<EngineInput, { kind: 'mark' }>;
const dayMs = 86_400_000;

export type TerminalsOptions = {
	readonly epoch: number;
	readonly masterKey: string;
	readonly host: Host;
	readonly log: Logger;
	readonly shard: () => Shard;
	readonly quotes: QuoteBatch;
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
	/** The newest market depth, by account and instrument; gone with the line. */
	readonly #depths = new Map<string, readonly Level[]>();
	readonly #port: SessionPort;

	constructor(options: TerminalsOptions) {
		this.#options = options;
		const { log, quotes } = options;
		this.#port = {
			epoch: options.epoch,
			log,
			host: options.host,
			keyOf: (input) => terminalKey(options.masterKey, input),
			find: (input) => findAccount(options.shard().configs.values(), input),
			admitted: (session) => this.#admit(session),
			event: (session, event) => this.#event(session, event),
			tick: (session, tick) => {
				const place = session.place;
				if (place === undefined || !this.#isCurrent(session)) return;
				const mark: Mark = { kind: 'mark', tenantId: place.tenantId, accountId: place.account.accountId, ...tick };
				options.shard().mark(mark);
				quotes.add(mark, options.host.nowMs());
			},
			observed: (session, tick) => {
				if (session.place !== undefined && this.#isCurrent(session)) options.ticks?.add(session.place, tick, options.host.nowMs());
			},
			ticksSeen: (place) => {
				const seen = this.#ticksSeen.get(keyOf(place)) ?? new Map<string, LastTick>();
				this.#ticksSeen.set(keyOf(place), seen);
				return seen;
			},
			// Broker time and ours may differ by half a day; a day of overlap costs little, since deals are known by ticket.
			sinceMs: (place) => Math.max(0, (this.#lastDealMs.get(keyOf(place)) ?? 0) - dayMs),
			depth: (session, { instrumentId, levels }) => {
				if (session.place !== undefined && this.#isCurrent(session)) this.#depths.set(`${keyOf(session.place)}:${instrumentId}`, levels);
			},
			closed: (session) => this.#closed(session),
		};
	}

	serve(socket: Connection, opening?: Opening): void {
		new TerminalSession(socket, this.#port, opening);
	}

	/** Takes journalled orders, as long as the line lives. Without one they stay in the books as sent, and become UNKNOWN when the line is found dead. */
	lineTo(tenantId: number, accountId: number): OrderLine | undefined {
		return this.#byAccount.get(`${tenantId}:${accountId}`);
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

	/** The newest book of an instrument at an account's broker; empty where none is shown. */
	depthOf(tenantId: number, input: { readonly accountId: number; readonly instrumentId: number }): readonly Level[] {
		return this.#depths.get(`${tenantId}:${input.accountId}:${input.instrumentId}`) ?? [];
	}

	/** A changed configuration may have other symbols: the lines are opened anew. */
	configured(tenantId: number): void {
		for (const [key, session] of this.#byAccount) {
			const place = session.place;
			if (place?.tenantId !== tenantId) continue;
			const now = findAccount(this.#options.shard().configs.values(), place.account);
			const same = now !== undefined && keyOf(now) === key && JSON.stringify([...now.symbolOf]) === JSON.stringify([...place.symbolOf]);
			if (!same) session.close('the configuration changed');
		}
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
		this.#linkDown(session.place);
		older.close('the terminal logged in again');
	}

	#isCurrent(session: TerminalSession): boolean {
		return session.place !== undefined && this.#byAccount.get(keyOf(session.place)) === session;
	}

	#event(session: TerminalSession, event: VenueEvent): void {
		const place = session.place;
		if (place === undefined || !this.#isCurrent(session)) return; // a replaced line says nothing any more
		if (event.event === 'deal') this.noteDeal({ tenantId: place.tenantId, accountId: place.account.accountId }, event.deal.venueAtMs);
		if (event.event === 'snapshot') {
			for (const deal of event.deals) this.noteDeal({ tenantId: place.tenantId, accountId: place.account.accountId }, deal.venueAtMs);
			this.#reconciled.add(keyOf(place));
		}
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
		for (const key of this.#depths.keys()) if (key.startsWith(`${keyOf(place)}:`)) this.#depths.delete(key);
		this.#options.shard().submit({ kind: 'venue', tenantId: place.tenantId, accountId: place.account.accountId, event: 'linkDown' });
	}
}

function keyOf(place: AccountPlace): string {
	return `${place.tenantId}:${place.account.accountId}`;
}
