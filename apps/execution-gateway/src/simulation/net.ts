import type { Connection } from '../net/connection.ts';
import type { Chance } from './chance.ts';
import type { SimProcess } from './process.ts';
import type { Schedule } from './schedule.ts';

export type LineKind = 'entry' | 'terminal';
export type Server = { readonly process: SimProcess; readonly serve: (connection: Connection) => void };
/** One frame, as its sender wrote it. */
export type Written = { readonly line: SimLine; readonly by: 'client' | 'server'; readonly bytes: Uint8Array };
/** @returns what goes on the line in its place. */
export type Tap = (written: Written) => readonly Uint8Array[];

/** A line between two processes. Bytes keep their order on it, and none on two. */
export class SimLine {
	readonly id: number;
	readonly kind: LineKind;
	readonly client: End;
	server: End | undefined;

	constructor(net: SimNet, input: { readonly id: number; readonly kind: LineKind; readonly client: SimProcess }) {
		this.id = input.id;
		this.kind = input.kind;
		this.client = new End(net, { line: this, by: 'client', process: input.client });
	}

	get isOpen(): boolean {
		return !this.client.isClosed || this.server?.isClosed === false;
	}
}

/** One end of a line, as its process sees it. */
export class End implements Connection {
	readonly line: SimLine;
	readonly by: 'client' | 'server';
	readonly process: SimProcess;
	isClosed = false;
	/** What it writes vanishes, and nobody is told. */
	isDeaf = false;
	/** Nothing that was written before arrives before this. */
	busyUntilMs = 0;
	/** Deliveries of an earlier cut are lost. */
	cuts = 0;
	#unreadBytes = 0;
	readonly #net: SimNet;
	readonly #onData: ((chunk: Buffer) => void)[] = [];
	readonly #onClose: (() => void)[] = [];

	constructor(net: SimNet, input: { readonly line: SimLine; readonly by: 'client' | 'server'; readonly process: SimProcess }) {
		this.#net = net;
		this.line = input.line;
		this.by = input.by;
		this.process = input.process;
	}

	get writable(): boolean {
		return !this.isClosed;
	}
	get writableLength(): number {
		return this.#unreadBytes;
	}
	get peer(): End | undefined {
		return this.by === 'client' ? this.line.server : this.line.client;
	}

	on(event: 'data' | 'error' | 'close', listener: ((chunk: Buffer) => void) | ((error: Error) => void) | (() => void)): this {
		if (event === 'data') this.#onData.push(listener as (chunk: Buffer) => void);
		else if (event === 'close') this.#onClose.push(listener as () => void);
		return this;
	}

	write(bytes: Uint8Array): void {
		this.process.touch();
		if (this.isClosed) return;
		for (const frame of this.#net.tap({ line: this.line, by: this.by, bytes })) {
			this.#unreadBytes += frame.length;
			if (!this.isDeaf) this.#deliver(Buffer.from(frame));
		}
		this.process.touch();
	}

	/** In one piece or in two, which shows what a reader makes of half a frame. */
	#deliver(bytes: Buffer): void {
		const { chance } = this.#net;
		const cut = chance.hits(0.1) ? chance.between(1, bytes.length) : bytes.length;
		for (const piece of [bytes.subarray(0, cut), bytes.subarray(cut)]) {
			if (piece.length === 0) continue;
			this.#arrive((peer) => {
				this.#unreadBytes -= Math.min(piece.length, this.#unreadBytes);
				peer.receive(piece);
			});
		}
	}

	#arrive(act: (peer: End) => void): void {
		const { cuts } = this;
		this.busyUntilMs = Math.max(this.busyUntilMs, this.#net.schedule.nowMs + this.#net.latencyMs());
		this.#net.schedule.in(this.busyUntilMs - this.#net.schedule.nowMs, () => {
			const peer = this.peer;
			if (peer !== undefined && cuts === this.cuts) act(peer);
		});
	}

	receive(piece: Buffer): void {
		if (this.isClosed) return;
		this.process.run(() => {
			for (const listener of this.#onData) listener(piece);
		});
	}

	end(): void {
		this.process.touch();
		this.leave();
	}

	destroy(): void {
		this.process.touch();
		if (this.#net.chance.hits(0.3)) this.cuts += 1;
		this.leave();
	}

	/** The system closes the line on the process's behalf: what was written still arrives, then the end of it. */
	leave(): void {
		if (this.isClosed) return;
		if (!this.isDeaf) this.#arrive((peer) => peer.close());
		this.close();
	}

	close(): void {
		if (this.isClosed) return;
		this.isClosed = true;
		// Not in the middle of whatever closed us.
		this.#net.schedule.in(0, () =>
			this.process.run(() => {
				for (const listener of this.#onClose) listener();
			}),
		);
	}
}

/** The seeded network: it delays, cuts, half-opens and stalls lines. */
export class SimNet {
	readonly schedule: Schedule;
	readonly chance: Chance;
	readonly tap: Tap;
	/** Newest last. Where an older one is still there, a new line may find either. */
	readonly servers: Record<LineKind, Server[]> = { entry: [], terminal: [] };
	#lines: SimLine[] = [];
	#ids = 0;
	latencyMaxMs = 20;

	constructor(input: { readonly schedule: Schedule; readonly chance: Chance; readonly tap: Tap }) {
		this.schedule = input.schedule;
		this.chance = input.chance;
		this.tap = input.tap;
	}

	get lines(): readonly SimLine[] {
		this.#lines = this.#lines.filter(({ isOpen }) => isOpen);
		return this.#lines;
	}

	latencyMs(): number {
		return this.chance.hits(0.01) ? this.chance.between(50, 400) : this.chance.between(1, this.latencyMaxMs);
	}

	connect(kind: LineKind, client: SimProcess): End {
		this.#ids += 1;
		const line = new SimLine(this, { id: this.#ids, kind, client });
		this.#lines.push(line);
		this.schedule.in(this.latencyMs(), () => {
			const alive = this.servers[kind].filter(({ process }) => process.alive);
			const server = this.chance.hits(0.7) ? this.chance.pick(alive) : alive.at(-1);
			if (line.client.isClosed || !client.alive) return;
			if (server === undefined) return line.client.close();
			const end = new End(this, { line, by: 'server', process: server.process });
			line.server = end;
			server.process.run(() => server.serve(end));
		});
		return line.client;
	}

	/** Both ends hear of it, each in its time; what is on its way is lost. */
	cut(line: SimLine): void {
		for (const end of [line.client, line.server]) {
			if (end === undefined) continue;
			end.cuts += 1;
			end.isDeaf = true;
			this.schedule.in(this.chance.between(0, 500), () => end.close());
		}
	}

	/** Nobody hears of it: one way or both, what is written vanishes. */
	halfOpen(line: SimLine): void {
		const which = this.chance.between(1, 3);
		if (which & 1) line.client.isDeaf = true;
		if (which & 2 && line.server !== undefined) line.server.isDeaf = true;
	}

	stall(line: SimLine, forMs: number): void {
		for (const end of [line.client, line.server]) if (end !== undefined) end.busyUntilMs = this.schedule.nowMs + forMs;
	}

	/** The lines of a process that died. `power`: its machine says nothing to anybody. */
	abandon(process: SimProcess, power: boolean): void {
		for (const line of this.lines)
			for (const end of [line.client, line.server]) {
				if (end?.process !== process) continue;
				if (power) end.isDeaf = true;
				end.leave();
			}
	}
}
