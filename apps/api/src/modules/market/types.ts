import { type AlertMetric, qualityRules, type WireGap, type WireMinute, type WireQuality } from '@meridian/market-data';
import { builder } from '../../graphql/builder.ts';
import { type InstrumentModel, instrumentRef } from '../instruments/types.ts';
import type { driftMetric } from '../models/drift-alert.ts';
import { alertDirectionEnum, alertKindEnum, alertMetricEnum } from './enums.ts';
import { type InstrumentPlace, venuesOf } from './instrument.ts';

export type BarModel = {
	readonly start: Date;
	readonly end: Date;
	readonly open: string;
	readonly high: string;
	readonly low: string;
	readonly close: string;
	readonly ticks: number;
	readonly closed: boolean;
};
export const barRef = builder.objectRef<BarModel>('Bar').implement({
	fields: (t) => ({
		start: t.expose('start', { type: 'DateTime' }),
		end: t.expose('end', { type: 'DateTime', description: 'The first moment after it.' }),
		open: t.expose('open', { type: 'Decimal' }),
		high: t.expose('high', { type: 'Decimal' }),
		low: t.expose('low', { type: 'Decimal' }),
		close: t.expose('close', { type: 'Decimal' }),
		ticks: t.exposeInt('ticks'),
		closed: t.exposeBoolean('closed', { description: 'False while it is in progress.' }),
	}),
});

export type BarPageModel = { readonly bars: readonly BarModel[]; readonly hasOlder: boolean };
export const barPageRef = builder.objectRef<BarPageModel>('BarPage').implement({
	fields: (t) => ({
		bars: t.field({ type: [barRef], description: 'Oldest first.', resolve: ({ bars }) => [...bars] }),
		hasOlder: t.exposeBoolean('hasOlder'),
	}),
});

export type QualityModel = {
	readonly place: InstrumentPlace;
	readonly counts: WireQuality | null;
	readonly minutes: readonly WireMinute[];
	readonly gaps: readonly WireGap[];
};
type Counts = Omit<WireQuality, 'sinceMs' | 'seen'> & { readonly seen: number };
const countsRef = builder.objectRef<Counts>('QualityCounts').implement({
	description: 'Ticks that came, those that went no further, and how many each rule found.',
	fields: (t) => ({
		seen: t.int({ resolve: ({ seen }) => seen }),
		dropped: t.int({ resolve: ({ dropped }) => dropped }),
		...Object.fromEntries(qualityRules.map((rule) => [rule, t.int({ resolve: (counts) => counts[rule] })])),
	}),
});
/** Of spreads, in price: means have two digits more than a price. */
const spread = (value: number | null, digits: number): string | null =>
	value === null ? null : (value / 10 ** digits).toFixed(digits + 2);
const minuteRef = builder.objectRef<{ readonly minute: WireMinute; readonly digits: number }>('QualityMinute').implement({
	fields: (t) => ({
		start: t.field({ type: 'DateTime', resolve: ({ minute }) => new Date(minute.startMs) }),
		counts: t.field({ type: countsRef, resolve: ({ minute }) => ({ ...minute, seen: minute.ticks }) }),
		spreadMean: t.field({ type: 'Decimal', nullable: true, resolve: ({ minute, digits }) => spread(minute.spreadMean, digits) }),
		spreadMax: t.field({ type: 'Decimal', nullable: true, resolve: ({ minute, digits }) => spread(minute.spreadMax, digits) }),
		volatilityPpm: t.float({ nullable: true, resolve: ({ minute }) => minute.volatilityPpm }),
	}),
});
const gapRef = builder.objectRef<WireGap>('QuoteGap').implement({
	description: 'Silence of a stream.',
	fields: (t) => ({
		from: t.field({ type: 'DateTime', resolve: ({ fromMs }) => new Date(fromMs) }),
		to: t.field({ type: 'DateTime', resolve: ({ toMs }) => new Date(toMs) }),
	}),
});
export const qualityRef = builder.objectRef<QualityModel>('InstrumentQuality').implement({
	fields: (t) => ({
		venue: t.string({ resolve: ({ place }) => place.venue }),
		venues: t.stringList({ resolve: ({ place }, _args, context) => venuesOf(context, place.instrument) }),
		since: t.field({
			type: 'DateTime',
			nullable: true,
			description: 'When the gateway began to count; null where it has seen no tick.',
			resolve: ({ counts }) => (counts === null ? null : new Date(counts.sinceMs)),
		}),
		counts: t.field({ type: countsRef, nullable: true, resolve: ({ counts }) => counts }),
		minutes: t.field({
			type: [minuteRef],
			resolve: ({ minutes, place }) => minutes.map((minute) => ({ minute, digits: place.instrument.priceDigits })),
		}),
		gaps: t.field({ type: [gapRef], description: 'Newest first.', resolve: ({ gaps }) => [...gaps] }),
	}),
});

export type AlertModel = {
	readonly __typename: 'Alert';
	readonly alertId: number;
	readonly name: string;
	readonly instrument: InstrumentModel;
	readonly venue: string;
	readonly metric: AlertMetric | typeof driftMetric;
	readonly windowMs: number | null;
	readonly otherInstrument: InstrumentModel | null;
	readonly otherVenue: string | null;
	readonly kind: 'ABOVE' | 'BELOW' | 'CROSSES' | 'ABSENT';
	readonly level: string | null;
	readonly hysteresis: string | null;
	readonly direction: 'UP' | 'DOWN' | 'EITHER' | null;
	readonly absentMs: number | null;
	readonly active: boolean;
	readonly createdAt: Date;
};
export const alertRef = builder.objectRef<AlertModel>('Alert').implement({
	fields: (t) => ({
		alertId: t.exposeID('alertId'),
		name: t.exposeString('name'),
		instrument: t.expose('instrument', { type: instrumentRef }),
		venue: t.exposeString('venue'),
		metric: t.field({ type: alertMetricEnum, resolve: ({ metric }) => metric }),
		windowMs: t.exposeInt('windowMs', { nullable: true }),
		otherInstrument: t.expose('otherInstrument', { type: instrumentRef, nullable: true }),
		otherVenue: t.exposeString('otherVenue', { nullable: true }),
		kind: t.field({ type: alertKindEnum, resolve: ({ kind }) => kind }),
		level: t.expose('level', { type: 'Decimal', nullable: true }),
		hysteresis: t.expose('hysteresis', { type: 'Decimal', nullable: true }),
		direction: t.field({ type: alertDirectionEnum, nullable: true, resolve: ({ direction }) => direction }),
		absentMs: t.exposeInt('absentMs', { nullable: true }),
		active: t.exposeBoolean('active'),
		createdAt: t.expose('createdAt', { type: 'DateTime' }),
	}),
});

export type AlertEventModel = { readonly eventId: bigint; readonly alert: AlertModel; readonly at: Date; readonly value: string };
export const alertEventRef = builder.objectRef<AlertEventModel>('AlertEvent').implement({
	fields: (t) => ({
		eventId: t.field({ type: 'ID', resolve: ({ eventId }) => String(eventId) }),
		alert: t.expose('alert', { type: alertRef }),
		at: t.expose('at', { type: 'DateTime' }),
		value: t.expose('value', { type: 'Decimal', description: 'In the unit of the metric; of an absence the silence in ms.' }),
	}),
});
