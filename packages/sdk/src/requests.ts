import type { Body } from './line.ts';
import type { Answer } from './outcomes.ts';
import type { Failure } from './types.ts';

type Pending = {
	readonly accountId: number;
	/** What a report can be recognised by; undefined where no single order is. */
	readonly clientOrderId: string | undefined;
	readonly seq: number;
	readonly line: number;
	readonly answered: (answer: Answer) => void;
	readonly failed: (failure: Failure) => void;
};

const unknownAdvice = (clientOrderId: string | undefined): string =>
	clientOrderId === undefined
		? 'the gateway did not answer: it may or may not have acted. The reports tell; asking again with the same ids does no harm.'
		: `the gateway did not answer: the order may or may not exist. Ask again with clientOrderId ${clientOrderId} and the same terms; another id may double it.`;

/** Requests that wait for their outcome, across lines. */
export class Requests {
	readonly #timeoutMs: number;
	readonly #pending = new Map<number, Pending>();
	#lastId = 0;

	constructor(timeoutMs: number) {
		this.#timeoutMs = timeoutMs;
	}

	nextId(): number {
		this.#lastId = this.#lastId === 0xffff_ffff ? 1 : this.#lastId + 1;
		return this.#lastId;
	}

	/** @param sent.read what an answer means; undefined where it is to something else. */
	wait<Result>(
		requestId: number,
		sent: Omit<Pending, 'answered' | 'failed'> & { readonly read: (answer: Answer) => Result | undefined },
	): Promise<Result | Failure> {
		return new Promise((resolve) => {
			const timer = setTimeout(() => this.#unknown(requestId), this.#timeoutMs);
			const settle = (outcome: Result | Failure): void => {
				clearTimeout(timer);
				this.#pending.delete(requestId);
				resolve(outcome);
			};
			const answered = (answer: Answer): void => {
				const outcome = sent.read(answer);
				if (outcome !== undefined) settle(outcome);
			};
			this.#pending.set(requestId, { ...sent, answered, failed: settle });
		});
	}

	answered(answer: Answer): void {
		this.#pending.get(answer.body.requestId)?.answered(answer);
	}

	rejected({ requestId, code, message, retryAfterMs }: Body<'Reject'>): void {
		this.#pending.get(requestId)?.failed({ kind: 'rejected', code, message, retryAfterMs });
	}

	/** A new line: what the gateway never got of the old one it will never get. */
	resumed(input: { readonly receivedSeq: number }): void {
		for (const pending of [...this.#pending.values()])
			if (pending.seq > input.receivedSeq)
				pending.failed({ kind: 'notSent', message: 'the line broke before the gateway had it: nothing was done' });
	}

	/** A report of an order whose answer was lost with an earlier line. */
	reported({ resent: _, ...report }: Body<'OrderReport'>, line: number): void {
		for (const [requestId, pending] of [...this.#pending]) {
			const isIt = pending.line < line && pending.accountId === report.accountId && pending.clientOrderId === report.clientOrderId;
			if (isIt) pending.answered({ name: 'OrderAnswer', body: { ...report, requestId, duplicate: false } });
		}
	}

	/** The account is level and still nothing spoke of it. */
	level(accountId: number, line: number): void {
		for (const [id, pending] of [...this.#pending]) if (pending.line < line && pending.accountId === accountId) this.#unknown(id);
	}

	giveUp(): void {
		for (const id of [...this.#pending.keys()]) this.#unknown(id);
	}

	#unknown(requestId: number): void {
		const pending = this.#pending.get(requestId);
		pending?.failed({ kind: 'unknown', message: unknownAdvice(pending.clientOrderId) });
	}
}
