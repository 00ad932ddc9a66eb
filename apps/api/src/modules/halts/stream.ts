import { type ApiContext, viewerOf } from '../../context.ts';
import { closable } from '../../streams/closable.ts';
import { guardSlow } from '../../streams/stall.ts';
import { Wake } from '../../streams/wake.ts';
import { haltsChannel } from '../quotes/keys.ts';
import { wireSwitch } from '../quotes/wire.ts';
import { listHalts } from './service.ts';
import type { HaltModel } from './types.ts';

/** What is news: how the switch stands in all places. What works there changes with every order, and is told along. */
const faceOf = (halts: readonly HaltModel[]): string => JSON.stringify(halts.map(({ effect: _, ...halt }) => halt));

/** Every place of the kill switch: whole at first, and again when it was pressed in any of them. */
export function haltStream(context: ApiContext): AsyncIterableIterator<readonly HaltModel[]> {
	const { tenantId } = viewerOf(context);
	const { app } = context;
	const source = closable(async function* (signal) {
		const wake = new Wake();
		const stop = await app.hub.listen(haltsChannel(tenantId), { shape: wireSwitch, listener: () => wake.notify() });
		let told = '';
		try {
			while (!signal.aborted) {
				const halts = await listHalts(context);
				const face = faceOf(halts);
				if (face !== told) yield halts;
				told = face;
				await wake.wait(signal, app.lookAnywayMs);
			}
		} finally {
			stop();
		}
	});
	return guardSlow(source, context.closeSlowConsumer);
}
