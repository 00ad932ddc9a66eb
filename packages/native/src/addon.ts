import { createRequire } from 'node:module';
import { z } from 'zod';
import { diskFull, type MappedFile, type Native, type Poller } from './types.ts';

const require = createRequire(import.meta.url);
const maxEvents = 1024;

type RawPoller = Omit<Poller, 'listen' | 'poll' | 'events' | 'waker'> & {
	listen(host: string, port: number): { readonly id: number; readonly port: number };
	poll(timeoutMs: number, spinUs: number, events: Int32Array): number;
	wakeDescriptor(): number;
};
const callable = <Type>() => z.custom<Type>((value) => typeof value === 'function', 'must be a function');
/** What addon.cpp exports. */
const shape = z.object({
	MappedFile: callable<new (path: string) => MappedFile>(),
	Poller: callable<new () => RawPoller>(),
	allocateFile: callable<(path: string, sizeBytes: number, leaveFreeBytes: number) => void>(),
	nowNs: callable<() => number>(),
	wake: callable<(descriptor: number) => void>(),
	pinThread: callable<(cpu: number) => boolean>(),
});

export function loadAddon(file: string): Native {
	const addon = shape.parse(require(file));
	return {
		kind: 'addon',
		nowNs: addon.nowNs,
		pinThread: addon.pinThread,
		allocateFile(path, { sizeBytes, leaveFreeBytes }) {
			try {
				addon.allocateFile(path, sizeBytes, leaveFreeBytes);
			} catch (error) {
				throw error instanceof Error && 'code' in error && error.code === 'ENOSPC' ? diskFull(path, sizeBytes) : error;
			}
		},
		mapFile: (path) => new addon.MappedFile(path),
		createPoller() {
			const raw = new addon.Poller();
			const events = new Int32Array(maxEvents * 2);
			return {
				events,
				waker: { eventfd: raw.wakeDescriptor() },
				listen: async (host, port) => raw.listen(host, port),
				poll: ({ timeoutMs, spinUs = 0 }) => raw.poll(timeoutMs, spinUs, events),
				accept: (listenerId) => raw.accept(listenerId),
				read: (id, into, from = 0) => raw.read(id, into, from),
				write: (id, bytes, from = 0) => raw.write(id, bytes, from),
				watchRoom: (id, on) => raw.watchRoom(id, on),
				close: (id) => raw.close(id),
				detach: (id) => raw.detach(id),
				adopt: (descriptor) => raw.adopt(descriptor),
				closeAll: () => raw.closeAll(),
			};
		},
		wake(waker) {
			if (!('eventfd' in waker)) throw new Error('this waker is of a poller without the addon');
			addon.wake(waker.eventfd);
		},
	};
}
