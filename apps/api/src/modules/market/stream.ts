import { liveKeys, type WireBar, wireAlert, wireBars } from '@meridian/market-data';
import { type ApiContext, viewerOf } from '../../context.ts';
import { closable } from '../../streams/closable.ts';
import { Latest } from '../../streams/conflate.ts';
import { Reread } from '../../streams/reread.ts';
import { guardSlow } from '../../streams/stall.ts';
import { Wake } from '../../streams/wake.ts';
import { findAlertEvents } from './alerts.ts';
import { type BarArgs, barModel, barPage, larger } from './bars.ts';
import { type InstrumentPlace, placeOf } from './instrument.ts';
import { BarMerger } from './merger.ts';
import { baseOf, type TimeSpec, timeSpec } from './series.ts';
import type { AlertEventModel, BarModel } from './types.ts';

const barIntervalMs = 250;
/** How long a lost wake-up may delay an alert. */
const lookAgainMs = 10_000;

/**
 * Bars of one series as they change, the one in progress among them: latest state of each, at most four times a second. First the newest two, so that
 * nothing is missed between a page of bars and the subscription.
 */
export function barStream(context: ApiContext, args: Omit<BarArgs, 'before' | 'limit'>): AsyncIterableIterator<BarModel[]> {
	const { app } = context;
	const source = closable(async function* (signal) {
		const spec = timeSpec(args.every, args.price);
		const place = await placeOf(context, args);
		const latest = new Latest<number, BarModel>();
		const reread = new Reread<number>();
		const merger = new BarMerger(spec, (shown) => {
			reread.note(shown.bar.startMs);
			latest.set(shown.bar.startMs, barModel(place, spec, shown));
		});
		const reload = async () => {
			const { value, changed } = await reread.read(() =>
				Promise.all([baseBars(context, place, spec), barPage(context, { ...args, limit: 2 })]),
			);
			const [base, page] = value;
			for (const bar of base) merger.add(bar);
			for (const bar of page.bars) if (!changed.has(bar.start.getTime())) latest.set(bar.start.getTime(), bar);
		};
		const stop = await app.hub.listen(liveKeys.barsChannel(place.tenantId), {
			shape: wireBars,
			listener: (bars) => {
				if (bars === null) reload().catch((error: unknown) => context.log.error({ err: error }, 'bars could not be read again'));
				else for (const bar of bars.filter((one) => isOf(place, spec, one))) merger.add(bar);
			},
		});
		try {
			await reload();
			for await (const batch of latest.batches(signal, barIntervalMs))
				yield batch.toSorted((a, b) => a.start.getTime() - b.start.getTime());
		} finally {
			stop();
		}
	});
	return guardSlow(source, context.closeSlowConsumer);
}

const isOf = ({ instrument, venue }: InstrumentPlace, spec: TimeSpec, bar: WireBar): boolean =>
	bar.instrumentId === instrument.id && bar.venue === venue && bar.series === baseOf(spec);

/** The small bars of the large one in progress. */
async function baseBars(context: ApiContext, place: InstrumentPlace, spec: TimeSpec): Promise<WireBar[]> {
	const key = liveKeys.bars(place.tenantId, place.instrument.id, { venue: place.venue, series: baseOf(spec) });
	const [newest] = await context.app.redis.zrevrange(key, 0, 0);
	if (newest === undefined) return [];
	const [last] = wireBars.parse([JSON.parse(newest)]);
	const [current] = last === undefined ? [] : larger(spec, [last]);
	if (current === undefined) return [];
	const texts = await context.app.redis.zrangebyscore(key, current.startMs, '+inf');
	return wireBars.parse(texts.map((text) => JSON.parse(text)));
}

/** Alerts of the tenant as they fire. The rows are the truth; a word on the channel says that there is one more. */
export function alertStream(context: ApiContext): AsyncIterableIterator<AlertEventModel> {
	const { tenantId } = viewerOf(context);
	const { app } = context;
	const source = closable(async function* (signal) {
		const wake = new Wake();
		const stop = await app.hub.listen(liveKeys.alertsChannel(tenantId), { shape: wireAlert, listener: () => wake.notify() });
		try {
			const [newest] = await findAlertEvents(context, { first: 1 });
			let afterId = newest?.eventId ?? 0n;
			while (!signal.aborted) {
				for (const event of (await findAlertEvents(context, { afterId, first: 100 })).toReversed()) {
					afterId = event.eventId;
					yield event;
				}
				await wake.wait(signal, lookAgainMs);
			}
		} finally {
			stop();
		}
	});
	return guardSlow(source, context.closeSlowConsumer);
}
