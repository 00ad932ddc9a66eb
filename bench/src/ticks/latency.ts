import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Registry, TerminalTicks, TickBatch } from '@meridian/market-data';
import { gone, loadNative, readable } from '@meridian/native';
import { quantileRows } from '../figures.ts';
import type { Result } from '../types.ts';

export const stampSymbol = 'STAMP';
export const ratePerSec = 100_000;
const count = 500_000;
/** The first ones are decoded by code that is not compiled yet. */
const warmUp = 100_000;

/** From the moment a tick is due at the sender, another process, to the callback that gets it decoded. */
export async function measureLatency(): Promise<Result[]> {
	const native = loadNative();
	native.pinThread(1);
	const poller = native.createPoller();
	const { id: listener, port } = await poller.listen('127.0.0.1', 0);
	const sender = spawn(process.execPath, [join(import.meta.dirname, 'sender.ts'), String(port), String(ratePerSec), String(count)], {
		stdio: 'inherit',
	});
	const registry = new Registry();
	const instrumentId = registry.instrument({ symbol: stampSymbol, priceDigits: 0 });
	const decoder = new TerminalTicks(registry, {
		venueId: registry.venue({ venue: 'Bench' }),
		symbols: new Map([[stampSymbol, instrumentId]]),
		offsetMs: 0,
	});
	const samplesUs = new Float64Array(count);
	let taken = 0;
	const callback = ({ columns, length }: TickBatch): void => {
		const nowNs = native.nowNs();
		for (let row = 0; row < length; row++) samplesUs[taken++] = (nowNs - (columns.last[row] ?? 0)) / 1_000;
	};
	const batch = new TickBatch(4_096);
	const bytes = new Uint8Array(256 * 1024);
	try {
		for (let open = true; open; ) {
			const events = await poller.poll({ timeoutMs: 50, spinUs: 1_000 });
			if (sender.exitCode !== null && taken === 0) throw new Error('the sender ended before it sent a tick');
			for (let n = 0; n < events; n++) {
				const id = poller.events[2 * n] ?? 0;
				if (id === listener) {
					poller.accept(listener);
					continue;
				}
				if (((poller.events[2 * n + 1] ?? 0) & readable) === 0) continue;
				const read = poller.read(id, bytes);
				if (read === gone) {
					open = false;
					break;
				}
				decoder.push(bytes.subarray(0, read), batch, { receivedMs: 0 });
				callback(batch);
				batch.clear();
			}
		}
	} finally {
		poller.closeAll();
		sender.kill('SIGKILL');
	}
	if (taken !== count) throw new Error(`${count} ticks were sent and ${taken} arrived`);
	const name = `wire to callback at ${ratePerSec / 1_000} k/s (${native.kind})`;
	return quantileRows(name, { samples: samplesUs.subarray(warmUp), unit: 'us', quantiles: [0.5, 0.99, 0.999] });
}
