import type { Converter } from './convert.ts';
import type { Body } from './line.ts';
import type { Outcome } from './types.ts';

type Pending = {
	readonly accountId: number;
	/** What a report can be recognised by; undefined for a cancel. */
	readonly clientOrderId: string | undefined;
	readonly seq: number;
	readonly line: number;
	readonly settle: (outcome: Outcome) => void;
};

const unknownAdvice = (clientOrderId: string | undefined): string =>
	clientOrderId === undefined
		? 'the gateway did not answer: it may or may not have acted. The reports tell; asking again does no harm.'
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

	wait(requestId: number, sent: Omit<Pending, 'settle'>): Promise<Outcome> {
		return new Promise((resolve) => {
			const timer = setTimeout(() => this.#unknown(requestId), this.#timeoutMs);
			const settle = (outcome: Outcome): void => {
				clearTimeout(timer);
				this.#pending.delete(requestId);
				resolve(outcome);
			};
			this.#pending.set(requestId, { ...sent, settle });
		});
	}

	answered(body: Body<'OrderAnswer'>, converter: Converter): void {
		this.#pending.get(body.requestId)?.settle(outcomeOf(body, converter));
	}

	rejected({ requestId, code, message, retryAfterMs }: Body<'Reject'>): void {
		this.#pending.get(requestId)?.settle({ kind: 'rejected', code, message, retryAfterMs });
	}

	/** A new line: what the gateway never got of the old one it will never get. */
	resumed(input: { readonly receivedSeq: number }): void {
		for (const pending of [...this.#pending.values()])
			if (pending.seq > input.receivedSeq)
				pending.settle({ kind: 'notSent', message: 'the line broke before the gateway had it: nothing was done' });
	}

	/** A report of an order whose answer was lost with an earlier line. */
	reported(report: Body<'OrderReport'>, at: { readonly line: number; readonly converter: Converter }): void {
		for (const pending of [...this.#pending.values()]) {
			const isIt = pending.line < at.line && pending.accountId === report.accountId && pending.clientOrderId === report.clientOrderId;
			if (isIt) pending.settle(outcomeOf({ ...report, duplicate: false }, at.converter));
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
		pending?.settle({ kind: 'unknown', message: unknownAdvice(pending.clientOrderId) });
	}
}

function outcomeOf(
	body: Omit<Body<'OrderAnswer'>, 'requestId' | 'resent'> & { requestId?: number; resent?: boolean },
	converter: Converter,
): Outcome {
	const order = converter.order({ ...body, requestId: 0 });
	if (body.denialCode === '') return { kind: 'order', order, duplicate: body.duplicate };
	const { denialCode: code, denialValue: value, denialLimit: limit, denialHeadroom: headroom, denialLevel } = body;
	return { kind: 'denied', order, code, value, limit, headroom, level: denialLevel === '' ? null : denialLevel };
}
