import type { Alert, Db } from '@meridian/db';
import {
	AlertEngine,
	type AlertEvent,
	type AlertRule,
	alertMetrics,
	alertRule,
	liveKeys,
	type Streams,
	type TickBatch,
	type TriggerState,
} from '@meridian/market-data';
import type { Logger } from '@meridian/telemetry';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { LiveStreams } from './streams.ts';

const triggerState = z.enum(['unknown', 'armed', 'fired', 'below', 'above']);
/** Rules are read again this often, whether or not somebody said that they changed. */
const reloadMs = 30_000;

type Known = { readonly tenantId: number; readonly alertId: number; readonly fingerprint: string; state: TriggerState };
const idOf = (tenantId: number, alertId: number): string => `${tenantId}:${alertId}`;

/**
 * The alerts of all tenants that have live streams: reads their rules, watches, keeps what fired and tells subscribers. The state of each trigger
 * is kept with the rule, so that a restart does not fire twice for one reason.
 */
export class AlertKeeper {
	readonly #engine: AlertEngine;
	readonly #streams: LiveStreams;
	readonly #db: Db;
	readonly #redis: Redis;
	readonly #log: Logger;
	readonly #known = new Map<string, Known>();
	readonly #changed = new Set<number>();
	#reloadedAtMs = Number.NEGATIVE_INFINITY;
	#fired: AlertEvent[] = [];

	constructor(input: {
		readonly streams: LiveStreams;
		readonly marketStreams: Streams;
		readonly db: Db;
		readonly redis: Redis;
		readonly log: Logger;
	}) {
		this.#streams = input.streams;
		this.#db = input.db;
		this.#redis = input.redis;
		this.#log = input.log;
		this.#engine = new AlertEngine({
			registry: input.streams.registry,
			streams: input.marketStreams,
			onAlert: (event) => this.#fired.push(event),
		});
	}

	/** This tenant's rules are read again at the next turn: they changed, or one of its streams is new. */
	changed(tenantId: number): void {
		this.#changed.add(tenantId);
	}

	update(batch: TickBatch, streams: Uint32Array): void {
		this.#engine.update(batch, streams);
	}

	/** Looks at the clock, keeps what has fired since the last turn, reads rules that have changed. */
	async turn(nowMs: number): Promise<void> {
		this.#engine.advance(nowMs);
		const fired = this.#fired;
		this.#fired = [];
		for (const event of fired) await this.#keep(event);
		await this.#keepStates();
		if (nowMs - this.#reloadedAtMs >= reloadMs) {
			this.#reloadedAtMs = nowMs;
			for (const { tenantId } of this.#streams.all()) this.#changed.add(tenantId);
		}
		for (const tenantId of [...this.#changed]) {
			this.#changed.delete(tenantId);
			await this.#load(tenantId).catch((error: unknown) => {
				this.#changed.add(tenantId);
				this.#log.warn({ err: error, tenantId }, 'alerts could not be read; they are tried again');
			});
		}
	}

	async #load(tenantId: number): Promise<void> {
		const rows = await this.#db
			.forTenant(tenantId)
			.alert.findMany({ where: { active: true, deletedAt: null, metric: { in: [...alertMetrics] } } });
		const wanted = new Set(rows.map((row) => idOf(tenantId, row.id)));
		for (const [id, known] of this.#known)
			if (known.tenantId === tenantId && !wanted.has(id)) {
				this.#engine.remove(id);
				this.#known.delete(id);
			}
		for (const row of rows) {
			const rule = this.#ruleOf(tenantId, row);
			if (rule === undefined) continue; // no terminal has quoted it yet
			const fingerprint = JSON.stringify(rule);
			if (this.#known.get(rule.id)?.fingerprint === fingerprint) continue;
			const state = triggerState.catch('unknown').parse(row.state);
			if (this.#engine.set(rule, state)) this.#known.set(rule.id, { tenantId, alertId: row.id, fingerprint, state });
		}
	}

	#ruleOf(tenantId: number, row: Alert): AlertRule | undefined {
		const named = (instrumentId: number, server: string) => {
			const stream = this.#streams.find({ tenantId, server, instrumentId });
			if (stream === undefined) return undefined;
			const { registry } = this.#streams;
			return { venue: registry.venueInfo(stream.marketVenueId).venue, symbol: registry.instrumentInfo(stream.marketInstrumentId).symbol };
		};
		const own = named(row.instrumentId, row.venue);
		const other = row.otherInstrumentId === null || row.otherVenue === null ? undefined : named(row.otherInstrumentId, row.otherVenue);
		if (own === undefined || (row.otherInstrumentId !== null && other === undefined)) return undefined;
		const parsed = alertRule.safeParse({
			...own,
			id: idOf(tenantId, row.id),
			metric: row.metric,
			condition: row.condition,
			...(row.windowMs === null ? {} : { windowMs: row.windowMs }),
			...(other === undefined ? {} : { other }),
		});
		if (parsed.success) return parsed.data;
		this.#log.error({ tenantId, alertId: row.id, issues: parsed.error.issues.length }, 'a stored alert is unfit and is not watched');
		return undefined;
	}

	/** The row first, then the word to subscribers: whoever hears of it can read it. */
	async #keep({ rule, atMs, value }: AlertEvent): Promise<void> {
		const known = this.#known.get(rule.id);
		if (known === undefined) return; // removed meanwhile
		const { tenantId, alertId } = known;
		try {
			const state = this.#engine.state(rule.id) ?? known.state;
			const row = await this.#db.forTenant(tenantId).$transaction(async (tx) => {
				await tx.alert.updateMany({ where: { id: alertId }, data: { state } });
				return await tx.alertEvent.create({ data: { alertId, at: new Date(atMs), value } });
			});
			known.state = state;
			await this.#redis.publish(liveKeys.alertsChannel(tenantId), JSON.stringify({ eventId: String(row.id), alertId, atMs, value }));
		} catch (error) {
			this.#log.error({ err: error, tenantId, alertId }, 'an alert fired and could not be kept; it is tried again');
			this.#fired.push({ rule, atMs, value });
		}
	}

	/** Triggers that were armed again, or saw their first value. */
	async #keepStates(): Promise<void> {
		for (const [id, known] of this.#known) {
			const state = this.#engine.state(id);
			if (state === undefined || state === known.state || this.#fired.some(({ rule }) => rule.id === id)) continue;
			try {
				await this.#db.forTenant(known.tenantId).alert.updateMany({ where: { id: known.alertId }, data: { state } });
				known.state = state;
			} catch (error) {
				this.#log.warn({ err: error, tenantId: known.tenantId, alertId: known.alertId }, 'the state of an alert could not be kept');
			}
		}
	}
}
