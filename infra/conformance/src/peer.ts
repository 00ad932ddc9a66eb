import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Recorder } from './report.ts';

/** The system gives a free port; the one after it may be somebody's. */
const pairsTried = 20;
const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';

/** The obliging other end of the kit's lines: takes down what the Expert Advisor reports, and does on a probe's line what it asks for. */
export class Peer {
	readonly #servers: readonly Server[];
	readonly #sockets = new Set<Socket>();
	readonly #finished = Promise.withResolvers<void>();
	/** Every line of the report, as it comes. */
	onLine: (line: string) => void = () => undefined;
	readonly #recorder: Recorder;

	private constructor(recorder: Recorder) {
		this.#recorder = recorder;
		this.#servers = [0, 1].map(() => createServer((socket) => this.#serve(socket)));
	}

	/** Listens on `port` and, for the question whether the port matters, on the next. 0: two that are free. @throws where one is taken */
	static async listen(recorder: Recorder, { host, port }: { readonly host: string; readonly port: number }): Promise<Peer> {
		for (let triesLeft = port === 0 ? pairsTried : 1; ; triesLeft -= 1) {
			const peer = new Peer(recorder);
			try {
				await peer.#listen({ host, port });
				return peer;
			} catch (error) {
				await peer.close();
				if (triesLeft === 1 || !isTaken(error)) throw error;
			}
		}
	}
	async #listen({ host, port }: { readonly host: string; readonly port: number }): Promise<void> {
		for (const [i, server] of this.#servers.entries()) {
			server.listen(i === 0 ? port : this.port + i, host);
			await once(server, 'listening');
		}
	}
	get port(): number {
		const address = this.#servers[0]?.address();
		return typeof address === 'object' && address !== null ? address.port : 0;
	}
	/** Settles when a whole run has been reported; fails where a line is malformed or the terminal goes away in the middle. */
	get finished(): Promise<void> {
		return this.#finished.promise;
	}
	#serve(socket: Socket): void {
		this.#sockets.add(socket);
		let isReport = false;
		socket
			.on('error', () => undefined)
			.on('close', () => {
				this.#sockets.delete(socket);
				if (isReport && !this.#recorder.isDone)
					this.#finished.reject(new Error('the terminal went away before its run was over: attach the Expert Advisor again'));
			});
		createInterface({ input: socket }).on('line', (line) => {
			try {
				if (this.#recorder.take(line)) {
					isReport = true;
					this.onLine(line);
					if (this.#recorder.isDone) this.#finished.resolve();
				} else this.#oblige(socket, line);
			} catch (error) {
				this.#finished.reject(error);
			}
		});
	}
	#oblige(socket: Socket, line: string): void {
		const bytes = /^please send (\d{1,4})$/.exec(line)?.[1];
		if (bytes !== undefined) socket.write(Buffer.alloc(Number(bytes), 'x'));
		else if (line === 'please close') socket.end();
		else
			throw new Error(
				`the Expert Advisor asks for what this kit does not know: ${JSON.stringify(line.slice(0, 80))}; are both of one version?`,
			);
	}
	async close(): Promise<void> {
		for (const socket of this.#sockets) socket.destroy();
		await Promise.all(this.#servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));
	}
}
