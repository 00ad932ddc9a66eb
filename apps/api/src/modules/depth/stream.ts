import { type ApiContext, viewerOf } from '../../context.ts';
import { apiError } from '../../graphql/errors.ts';
import { intId } from '../../graphql/ids.ts';
import { closable } from '../../streams/closable.ts';
import { guardSlow } from '../../streams/stall.ts';
import { pause, Wake } from '../../streams/wake.ts';
import type { DepthModel } from './types.ts';
import { depthChannel, depthKey, type WireDepth, wireDepth } from './wire.ts';

const intervalsMs = { min: 100, max: 60_000 } as const;
/** Books of a gateway that is gone expire without a word. */
const lookAgainMs = 10_000;

/**
 * The book of an instrument at an account's broker: as it stands, then the newest after each change. Only the newest is kept, however slow the
 * reader. @throws NOT_FOUND also for what is another tenant's
 */
export function depthStream(
	context: ApiContext,
	input: { readonly accountId: string; readonly instrumentId: string; readonly everyMs: number },
): AsyncIterableIterator<DepthModel> {
	const { tenantId } = viewerOf(context);
	const { app } = context;
	const intervalMs = Math.min(Math.max(input.everyMs, intervalsMs.min), intervalsMs.max);
	const source = closable(async function* (signal) {
		const directory = await app.directory.of(tenantId);
		const account = directory.accounts.get(intId('Account', input.accountId) ?? 0);
		const instrument = directory.instruments.get(intId('Instrument', input.instrumentId) ?? 0);
		if (!account || !instrument) throw apiError('NOT_FOUND', 'There is no such account or instrument.');
		const wake = new Wake();
		let newest: WireDepth | null = null;
		let readAt = 0;
		/** What was stored and is read after a word on the channel may be older than it. */
		const take = (depth: WireDepth): void => {
			if (newest === null || depth.atMs >= newest.atMs) newest = depth;
			wake.notify();
		};
		const stop = await app.hub.listen(depthChannel(tenantId, { accountId: account.id, instrumentId: instrument.id }), {
			shape: wireDepth,
			listener: (depth) => {
				if (depth === null) readAt = 0;
				else take(depth);
				wake.notify();
			},
		});
		const read = async (): Promise<void> => {
			readAt = performance.now();
			const text = await app.redis.hget(depthKey(tenantId, account.id), String(instrument.id));
			if (text === null) newest = null;
			else take(wireDepth.parse(JSON.parse(text)));
		};
		let shown: string | undefined;
		try {
			while (!signal.aborted) {
				if (readAt === 0 || performance.now() - readAt > lookAgainMs) await read();
				const depth = bookOf(newest);
				const face = JSON.stringify(depth && [depth.bids, depth.asks]);
				if (face !== shown) yield { instrument, depth };
				shown = face;
				await pause(intervalMs, signal);
				await wake.wait(signal, lookAgainMs);
			}
		} finally {
			stop();
		}
	});
	return guardSlow(source, context.closeSlowConsumer);
}

const bookOf = (depth: WireDepth | null): WireDepth | null =>
	depth === null || depth.bids.length + depth.asks.length === 0 ? null : depth;
