import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Registry, TerminalTicks, TickBatch } from '@meridian/market-data';
import { gone, loadNative, readable } from '@meridian/native';
import { quantileRows } from '../figures.ts';
import type { Result } from '../types.ts';

export const stampSymbol = 'STAMP';
export const ratePerSec = 100_000;
const count = 300_000;
/** The first ones are decoded by code that is not compiled yet. */
const warmUp = 100_000;

/** What is done with bytes that were read: gives the stamps of the whole ticks in them. */
type Take = (bytes: Uint8Array, stamp: (dueNs: number) => void) => void;

function decoded(): Take {
	const registry = new Registry();
	const instrumentId = registry.instrument({ symbol: stampSymbol, priceDigits: 0 });
	const venueId = registry.venue({ venue: 'Bench' });
	const decoder = new TerminalTicks(registry, { venueId, symbols: new Map([[stampSymbol, instrumentId]]), offsetMs: 0 });
	const batch = new TickBatch(4_096);
	return (bytes, stamp) => {
		decoder.push(bytes, batch, { receivedMs: 0 });
		for (let row = 0; row < batch.length; row++) stamp(batch.columns.last[row] ?? 0);
		batch.clear();
	};
}

/** The floor: frames are known to be of one length, so only their stamps are looked at. */
function raw(): Take {
	let rest = new Uint8Array(0);
	return (bytes, stamp) => {
		const all = new Uint8Array(rest.length + bytes.length);
		all.set(rest);
		all.set(bytes, rest.length);
		const view = new DataView(all.buffer);
		let at = 0;
		for (; at + 4 <= all.length; at += 4 + view.getUint32(at, true)) {
			const end = at + 4 + view.getUint32(at, true);
			if (end > all.length) break;
			stamp(view.getFloat64(end - 12, true));
		}
		rest = all.slice(at);
	};
}

/** From the moment a tick is due at the sender, another process, to the callback that gets it decoded; and the same without decoding. */
export async function measureLatency(): Promise<Result[]> {
	const floor = await run('wire to read, not decoded', raw());
	return [...floor, ...(await run('wire to callback', decoded()))];
}

async function run(what: string, take: Take): Promise<Result[]> {
	const native = loadNative();
	native.pinThread(1);
	const poller = native.createPoller();
	const { id: listener, port } = await poller.listen('127.0.0.1', 0);
	const sender = spawn(process.execPath, [join(import.meta.dirname, 'sender.ts'), String(port), String(ratePerSec), String(count)], {
		stdio: 'inherit',
	});
	const samplesUs = new Float64Array(count);
	let taken = 0;
	const stamp = (dueNs: number): void => {
		samplesUs[taken++] = dueNs;
	};
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
				// Looked at after decoding, which is part of what is measured.
				const before = taken;
				take(bytes.subarray(0, read), stamp);
				const nowNs = native.nowNs();
				for (let sample = before; sample < taken; sample++) samplesUs[sample] = (nowNs - (samplesUs[sample] ?? 0)) / 1_000;
			}
		}
	} finally {
		poller.closeAll();
		sender.kill('SIGKILL');
	}
	if (taken !== count) throw new Error(`${count} ticks were sent and ${taken} arrived`);
	const name = `${what} at ${ratePerSec / 1_000} k/s (${native.kind})`;
	return quantileRows(name, { samples: samplesUs.subarray(warmUp), unit: 'us', quantiles: [0.5, 0.99, 0.999] });
}
