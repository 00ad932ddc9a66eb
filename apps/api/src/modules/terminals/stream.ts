import { type ApiContext, viewerOf } from '../../context.ts';
import { closable } from '../../streams/closable.ts';
import { guardSlow } from '../../streams/stall.ts';
import { Wake } from '../../streams/wake.ts';
import { listTerminals } from './service.ts';
import type { TerminalModel } from './types.ts';
import { fleetChannel, wireTerminals } from './wire.ts';

/** A gateway that says nothing any more is seen within so long. */
const lookAnywayMs = 2_000;

/** All terminals at first, then those that changed: at most as often as the gateway speaks, which is every second. */
export function terminalStream(context: ApiContext): AsyncIterableIterator<TerminalModel[]> {
	const { tenantId } = viewerOf(context);
	const source = closable(async function* (signal) {
		const wake = new Wake();
		const shown = new Map<number, string>();
		const stop = await context.app.hub.listen(fleetChannel(tenantId), { shape: wireTerminals, listener: () => wake.notify() });
		try {
			while (!signal.aborted) {
				const changed = (await listTerminals(context)).filter((terminal) => {
					const face = faceOf(terminal);
					const isNews = shown.get(terminal.account.id) !== face;
					shown.set(terminal.account.id, face);
					return isNews;
				});
				if (changed.length > 0) yield changed;
				await wake.wait(signal, lookAnywayMs);
			}
		} finally {
			stop();
		}
	});
	return guardSlow(source, context.closeSlowConsumer);
}

function faceOf({ account: _, said, ...rest }: TerminalModel): string {
	return JSON.stringify({ ...rest, said: said === null ? null : { ...said, saidAtMs: 0 } });
}
