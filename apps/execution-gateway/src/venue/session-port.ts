import type { VenueEvent } from '@meridian/core';
import type { Logger } from '@meridian/telemetry';
import type { Host } from '../host.ts';
import type { RawTick } from '../market/outbox.ts';
import type { Depth } from './depth.ts';
import type { LastTick, Tick } from './feeds.ts';
import type { TerminalSession } from './session.ts';
import type { AccountPlace } from './symbols.ts';

/** What a line is told by the gateway, and what it tells it. */
export type SessionPort = {
	readonly epoch: number;
	readonly log: Logger;
	readonly host: Host;
	/** Whose terminal a login may be, each with the key that proves it: several tenants may name the same login, and the key says which. */
	claims(input: { server: string; login: bigint }): readonly Claim[];
	/** A login of one of ours that proved nothing. */
	refused?(input: { server: string; login: bigint; reason: string }): void;
	/** A login that has proved itself; it replaces an older session of the same account. */
	admitted(session: TerminalSession): void;
	event(session: TerminalSession, event: VenueEvent): void;
	/** The newest quote of an instrument among those that came together; each of them where it is watched. */
	tick(session: TerminalSession, tick: Tick): void;
	/** Whether a quote may set something off. */
	watches(place: AccountPlace, instrumentId: number): boolean;
	/** Every tick of a mapped symbol as it came, before anything is judged: for market data, never for the engine. The object is used again. */
	observed?(session: TerminalSession, tick: RawTick, nowMs: number): void;
	/** The last tick of each symbol that arrived on any line of this account. */
	ticksSeen(place: AccountPlace): Map<string, LastTick>;
	/** From when on deals are wanted, ms UTC; 0 for all. */
	sinceMs(place: AccountPlace): number;
	/** The newest market depth of an instrument; the last one counts. */
	depth(session: TerminalSession, depth: Depth): void;
	closed(session: TerminalSession): void;
};

/** keyId: of the key that the tenant made; empty where it is the installation's own. */
export type Claim = { readonly place: AccountPlace; readonly keyId: string; readonly key: string };
