import { classifyRetcode, type OrderStages, type VenueSend } from '@meridian/core';
import { Histogram } from './histogram.ts';
import type { PeerClock } from './peer-clock.ts';

/**
 * The stages of a request: gateway out to EA in, EA in to OrderSendAsync returned, from there to the server's answer (REQUEST) and to the deal's
 * announcement (DEAL), from that to gateway in; and the whole way by the gateway's clock alone, to the deal or, where none follows, the answer.
 */
export const stageNames = ['TO_TERMINAL', 'IN_TERMINAL', 'TO_ANSWER', 'TO_DEAL', 'TO_GATEWAY', 'ROUND_TRIP'] as const;
export type StageName = (typeof stageNames)[number];

/** Of the instrument, as last told by this terminal. */
export type Quote = { readonly bid: number; readonly ask: number };

type Run = {
	readonly send: VenueSend;
	readonly outUs: number;
	readonly sentAtMs: number;
	/** When OrderSendAsync returned, by the terminal's clock. */
	passedOnUs: number;
	isAnswered: boolean;
	awaitsDeal: boolean;
	readonly stages: { -readonly [Stage in keyof OrderStages]: OrderStages[Stage] };
};

/** What is not answered by then is told as far as it came. */
const patienceUs = 10_000_000;
const longestUs = 3_600_000_000;
const within = (us: number): number => Math.round(Math.min(Math.max(us, 0), longestUs));

/** Times the requests of one terminal's line, stage by stage. */
export class Stopwatch {
	readonly histograms: Readonly<Record<StageName, Histogram>> = {
		...{ TO_TERMINAL: new Histogram(), IN_TERMINAL: new Histogram(), TO_ANSWER: new Histogram() },
		...{ TO_DEAL: new Histogram(), TO_GATEWAY: new Histogram(), ROUND_TRIP: new Histogram() },
	};
	readonly #clock: PeerClock;
	readonly #done: (send: VenueSend, stages: OrderStages) => void;
	readonly #runs = new Map<number, Run>();
	/** The last request of an order that may bring a deal. */
	readonly #byOrder = new Map<number, Run>();

	/** @param done told of each request once all that was waited for has come, or patience has run out. */
	constructor(clock: PeerClock, done: (send: VenueSend, stages: OrderStages) => void) {
		this.#clock = clock;
		this.#done = done;
	}

	/** Whether what the last request was sent for has not all come yet. */
	get awaits(): boolean {
		return this.#runs.size > 0;
	}

	sent(send: VenueSend, at: { readonly nowUs: number; readonly nowMs: number; readonly quote: Quote | null }): void {
		const stages = {
			...{ sentAtMs: at.nowMs, toTerminalUs: null, inTerminalUs: null, toAnswerUs: null, toDealUs: null, toGatewayUs: null },
			...{ roundTripUs: null, sentBid: at.quote?.bid ?? null, sentAsk: at.quote?.ask ?? null, dealBid: null, dealAsk: null },
		};
		const run: Run = { send, outUs: at.nowUs, sentAtMs: at.nowMs, passedOnUs: 0, isAnswered: false, awaitsDeal: false, stages };
		this.#runs.set(send.commandSeq, run);
		if (send.action === 'DEAL' || send.action === 'CLOSE_BY') {
			run.awaitsDeal = true;
			this.#byOrder.set(send.orderId, run);
		}
	}

	ack(commandSeq: number, at: { readonly receivedUs: number; readonly sentUs: number; readonly isSent: boolean }): void {
		const run = this.#runs.get(commandSeq);
		if (run === undefined || run.passedOnUs !== 0 || at.receivedUs === 0 || at.sentUs === 0) return;
		run.passedOnUs = at.sentUs;
		const ours = this.#clock.ours(at.receivedUs);
		if (ours !== null) run.stages.toTerminalUs = this.#note('TO_TERMINAL', ours - run.outUs);
		run.stages.inTerminalUs = this.#note('IN_TERMINAL', at.sentUs - at.receivedUs);
		if (!at.isSent) this.#end(run);
	}

	answered(commandSeq: number, at: { readonly answeredUs: number; readonly retcode: number; readonly nowUs: number }): void {
		const run = this.#runs.get(commandSeq);
		if (run === undefined || run.isAnswered) return;
		run.isAnswered = true;
		if (run.passedOnUs !== 0 && at.answeredUs !== 0) run.stages.toAnswerUs = this.#note('TO_ANSWER', at.answeredUs - run.passedOnUs);
		if (classifyRetcode(at.retcode) !== 'OK') run.awaitsDeal = false;
		if (run.awaitsDeal && run.stages.roundTripUs === null) return;
		if (run.stages.roundTripUs === null) run.stages.roundTripUs = this.#note('ROUND_TRIP', at.nowUs - run.outUs);
		this.#end(run);
	}

	/** A deal that was seen live; of several of one order the first counts. */
	deal(orderId: number, at: { readonly seenUs: number; readonly nowUs: number; readonly quote: Quote | null }): void {
		const run = this.#byOrder.get(orderId);
		if (run === undefined || at.seenUs === 0) return;
		this.#byOrder.delete(orderId);
		run.stages.dealBid = at.quote?.bid ?? null;
		run.stages.dealAsk = at.quote?.ask ?? null;
		if (run.passedOnUs !== 0) run.stages.toDealUs = this.#note('TO_DEAL', at.seenUs - run.passedOnUs);
		const ours = this.#clock.ours(at.seenUs);
		if (ours !== null) run.stages.toGatewayUs = this.#note('TO_GATEWAY', at.nowUs - ours);
		run.stages.roundTripUs = this.#note('ROUND_TRIP', at.nowUs - run.outUs);
		run.awaitsDeal = false;
		if (run.isAnswered) this.#end(run);
	}

	/** Lets go of what has waited too long. */
	sweep(nowUs: number): void {
		for (const run of this.#runs.values()) {
			if (nowUs - run.outUs < patienceUs) return;
			this.#end(run);
		}
	}

	#note(stage: StageName, us: number): number {
		const bounded = within(us);
		this.histograms[stage].note(bounded);
		return bounded;
	}

	#end(run: Run): void {
		this.#runs.delete(run.send.commandSeq);
		if (this.#byOrder.get(run.send.orderId) === run) this.#byOrder.delete(run.send.orderId);
		this.#done(run.send, run.stages);
	}
}
