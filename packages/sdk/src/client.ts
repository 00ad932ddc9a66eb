import { randomBytes } from 'node:crypto';
import { BadInput, Converter } from './convert.ts';
import { type Body, type Ending, type Incoming, type Line, openLine } from './line.ts';
import { type Answer, groupOutcome, orderOutcome, positionOutcome } from './outcomes.ts';
import { ReportQueue } from './reports.ts';
import { Requests } from './requests.ts';
import { type Client, ConnectError, type ConnectOptions, type Failure, type Status } from './types.ts';

const firstRetryMs = 50;
const lastRetryMs = 2_000;
/** Endings after which another try can't help. After any other (a broken line, a gateway that restarts) the session is resumed. */
const finalCodes: ReadonlySet<string> = new Set([
	...['CLOSED', 'TAKEN_OVER', 'CREDENTIAL_REVOKED', 'BAD_PROOF', 'GATEWAY_NOT_PROVEN', 'PROTOCOL_VERSION', 'UNKNOWN_ACCOUNT'],
	...['RESUME_AHEAD', 'INVALID_REQUEST', 'SEQUENCE_TOO_LOW', 'MALFORMED', 'OVERSIZED', 'UNEXPECTED', 'REPORTS_LOST'],
]);

/**
 * Logs on and returns a session that keeps itself up: after a broken line it resumes where it was, so that every report comes once.
 * @throws ConnectError where the first connection fails
 */
export function connect(options: ConnectOptions): Promise<Client> {
	return new Promise((resolve, reject) => {
		const session = new Session(options, {
			ready: () => resolve(session.client()),
			failed: ({ code, message }) => reject(new ConnectError(code, message)),
		});
	});
}

class Session {
	readonly #options: ConnectOptions;
	readonly #first: { ready(): void; failed(why: Ending): void };
	readonly #requests: Requests;
	readonly #queue: ReportQueue;
	readonly #sessionKey = randomBytes(8).readBigUInt64LE();
	/** By account: the last accountSeq that was delivered. */
	readonly #cursors: Map<number, number>;
	#converter: Converter | undefined;
	#mayTrade = false;
	#status: Status = { state: 'down', code: 'CONNECTING', message: 'not connected yet' };
	#line: Line | undefined;
	#lines = 0;
	#nextOutboundSeq = 1;
	#nextInboundSeq = 1;
	#retryMs = firstRetryMs;
	#retry: NodeJS.Timeout | undefined;
	#waitsForRoom = false;
	#closed: (() => void) | undefined;

	constructor(options: ConnectOptions, first: { ready(): void; failed(why: Ending): void }) {
		this.#options = options;
		this.#first = first;
		this.#cursors = new Map(Object.entries(options.resume ?? {}).map(([accountId, seq]) => [Number(accountId), seq]));
		this.#requests = new Requests(options.requestTimeoutMs ?? 5_000);
		this.#queue = new ReportQueue(options.maxWaitingReports ?? 10_000, () => {
			if (!this.#waitsForRoom) return;
			this.#waitsForRoom = false;
			this.#open();
		});
		this.#open();
	}

	client(): Client {
		const session = this;
		return {
			get status() {
				return session.#status;
			},
			get accounts() {
				return session.#converter?.accounts ?? [];
			},
			get instruments() {
				return session.#converter?.instruments ?? [];
			},
			get mayTrade() {
				return session.#mayTrade;
			},
			placeOrder: (order) =>
				this.#request(order, { send: (line, to, id) => line.send('NewOrder', to.newOrder(order, id)), read: orderOutcome }),
			placeGroup: (group) =>
				this.#request(group, { send: (line, to, id) => line.send('NewOrderGroup', to.newGroup(group, id)), read: groupOutcome }),
			amendOrder: (amend) =>
				this.#request(amend, { send: (line, to, id) => line.send('AmendOrder', to.amend(amend, id)), read: orderOutcome }),
			amendPosition: (amend) =>
				this.#request(amend, { send: (line, to, id) => line.send('AmendPosition', to.amendPosition(amend, id)), read: positionOutcome }),
			closeBy: (pair) => this.#request(pair, { send: (line, to, id) => line.send('CloseBy', to.closeBy(pair, id)), read: orderOutcome }),
			cancelOrder: (cancel) =>
				this.#request(cancel, { send: (line, to, id) => line.send('CancelOrder', to.cancel(cancel, id)), read: orderOutcome }),
			closePosition: (close) =>
				this.#request(close, { send: (line, to, id) => line.send('ClosePosition', to.close(close, id)), read: orderOutcome }),
			reports: () => this.#queue.read(),
			close: () => this.#close(),
		};
	}

	async #request<Result>(
		asked: { readonly accountId: number; readonly clientOrderId?: string },
		how: {
			readonly send: (line: Line, to: Converter, requestId: number) => number;
			readonly read: (answer: Answer, converter: Converter) => Result | undefined;
		},
	): Promise<Result | Failure> {
		const [line, converter] = [this.#line, this.#converter];
		if (line === undefined || converter === undefined || this.#status.state !== 'up')
			return { kind: 'notSent', message: 'not connected to the gateway: nothing was sent' };
		const requestId = this.#requests.nextId();
		try {
			const seq = how.send(line, converter, requestId);
			const { accountId, clientOrderId } = asked;
			// The digits may have changed with a new line: read by those of the last.
			const read = (answer: Answer) => how.read(answer, this.#converter ?? converter);
			return await this.#requests.wait(requestId, { accountId, clientOrderId, seq, line: this.#lines, read });
		} catch (error) {
			const isOurs = error instanceof BadInput || (error instanceof Error && error.name === 'WireError');
			if (!isOurs) throw error;
			return { kind: 'rejected', code: 'INVALID_REQUEST', message: error.message, retryAfterMs: 0 };
		}
	}

	#open(): void {
		this.#lines += 1;
		const number = this.#lines;
		this.#line = openLine(this.#options, {
			state: () => ({
				sessionKey: this.#sessionKey,
				nextOutboundSeq: this.#nextOutboundSeq,
				nextInboundSeq: this.#nextInboundSeq,
				resume: [...this.#cursors].map(([accountId, afterAccountSeq]) => ({ accountId, afterAccountSeq })),
			}),
			events: {
				up: (welcome) => this.#up(welcome),
				message: (message) => this.#hear(message, number),
				down: (why) => this.#down(why),
			},
		});
	}

	#up(welcome: Body<'LogonOk'>): void {
		this.#converter = new Converter(welcome);
		this.#mayTrade = welcome.mayTrade;
		for (const { accountId, accountSeq } of welcome.accounts) if (!this.#cursors.has(accountId)) this.#cursors.set(accountId, accountSeq);
		if (welcome.resumed) this.#requests.resumed(welcome);
		this.#retryMs = firstRetryMs;
		this.#tell({ state: 'up', resumed: welcome.resumed });
		this.#first.ready();
	}

	#hear(message: Incoming, line: number): void {
		const converter = this.#converter;
		if (converter === undefined) return;
		switch (message.name) {
			case 'OrderAnswer':
			case 'OrderGroupAnswer':
			case 'PositionAnswer':
				this.#requests.answered(message);
				break;
			case 'Reject':
				this.#requests.rejected(message.body);
				break;
			case 'OrderReport':
				if (!this.#isNew(message.body)) return;
				this.#requests.reported(message.body, line);
				this.#queue.push({ kind: 'order', order: converter.order(message.body) });
				this.#watchQueue();
				break;
			case 'FillReport':
				if (!this.#isNew(message.body)) return;
				this.#queue.push({ kind: 'fill', fill: converter.fill(message.body) });
				this.#watchQueue();
				break;
			case 'ResendDone':
				this.#resendDone(message.body, line);
				break;
			default:
		}
	}

	#resendDone({ accountId, throughAccountSeq, complete }: Body<'ResendDone'>, line: number): void {
		this.#cursors.set(accountId, Math.max(throughAccountSeq, this.#cursors.get(accountId) ?? 0));
		this.#requests.level(accountId, line);
		if (complete) return;
		// What is missing can't be had: the program must know, and look at the books another way.
		const message = `the journal no longer holds all reports of account ${accountId} that were missed`;
		this.#line?.close({ code: 'REPORTS_LOST', message });
	}

	/** Whether a report was not delivered yet; then it is, now. */
	#isNew({ accountId, accountSeq }: { readonly accountId: number; readonly accountSeq: number }): boolean {
		if (accountSeq <= (this.#cursors.get(accountId) ?? 0)) return false;
		this.#cursors.set(accountId, accountSeq);
		return true;
	}

	/** A program that does not keep up gets no more until it has: what it misses is resent. */
	#watchQueue(): void {
		if (!this.#queue.isFull) return;
		this.#waitsForRoom = true;
		this.#line?.close({ code: 'BEHIND', message: 'the program does not read its reports; the line is opened again when it has' });
	}

	#down(why: Ending): void {
		const next = this.#line?.next;
		if (next !== undefined && next.outboundSeq > 0) {
			this.#nextOutboundSeq = next.outboundSeq;
			this.#nextInboundSeq = next.inboundSeq;
		}
		this.#line = undefined;
		if (finalCodes.has(why.code) || this.#converter === undefined) {
			this.#tell({ state: 'closed', ...why });
			this.#requests.giveUp();
			this.#queue.end();
			this.#first.failed(why);
			this.#closed?.();
			return;
		}
		this.#tell({ state: 'down', ...why });
		if (this.#waitsForRoom) return;
		this.#retry = setTimeout(() => this.#open(), this.#retryMs);
		this.#retryMs = Math.min(this.#retryMs * 2, lastRetryMs);
	}

	#close(): Promise<void> {
		if (this.#status.state === 'closed') return Promise.resolve();
		clearTimeout(this.#retry);
		const why = { code: 'CLOSED', message: 'closed by the program' };
		const done = new Promise<void>((resolve) => {
			this.#closed = resolve;
		});
		if (this.#line === undefined) this.#down(why);
		else {
			if (this.#status.state === 'up') this.#line.send('Logout', { code: 'LOGOUT', message: why.message });
			this.#line.finish(why);
		}
		return done;
	}

	#tell(status: Status): void {
		this.#status = status;
		this.#options.onStatus?.(status);
	}
}
