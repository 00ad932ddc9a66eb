import type { OrderStages, VenueSend } from '@meridian/core';
import { describe, expect, test } from 'vitest';
import { Histogram, shownBoundsUs } from '../src/venue/histogram.ts';
import { PeerClock } from '../src/venue/peer-clock.ts';
import { Stopwatch } from '../src/venue/stopwatch.ts';

const send = (change: Partial<VenueSend> = {}): VenueSend =>
	({ epoch: 1, commandSeq: 1, orderId: 100, action: 'DEAL', ...change }) as unknown as VenueSend;
const out = { nowUs: 1_000, nowMs: 1_700_000_000_000, quote: { bid: 110_000, ask: 110_010 } };
const quote = { bid: 110_003, ask: 110_015 };
const ok = 10_009;

/** The terminal's clock is 5,000 µs ahead, told by a ping that took 200 µs. */
function rig() {
	const clock = new PeerClock();
	clock.note({ askedUs: 0, theirsUs: 5_100, answeredUs: 200 });
	const done: { orderId: number; stages: OrderStages }[] = [];
	const watch = new Stopwatch(clock, ({ orderId }, stages) => done.push({ orderId, stages }));
	return { watch, done };
}

describe('the stages of a request', () => {
	test('are told once answer and deal are there, whichever comes first, each by the clock that saw it', () => {
		for (const dealFirst of [true, false]) {
			const { watch, done } = rig();
			watch.sent(send(), out);
			watch.ack(1, { receivedUs: 6_150, sentUs: 6_180, isSent: true });
			const steps = [
				() => watch.deal(100, { seenUs: 7_000, nowUs: 2_100, quote }),
				() => watch.answered(1, { answeredUs: 7_050, retcode: ok, nowUs: 2_150 }),
			];
			for (const step of dealFirst ? steps : steps.toReversed()) step();
			const times = { toTerminalUs: 150, inTerminalUs: 30, toAnswerUs: 870, toDealUs: 820, toGatewayUs: 100, roundTripUs: 1_100 };
			const quotes = { sentBid: 110_000, sentAsk: 110_010, dealBid: 110_003, dealAsk: 110_015 };
			expect(done).toEqual([{ orderId: 100, stages: { sentAtMs: out.nowMs, ...times, ...quotes } }]);
			expect(watch.histograms.ROUND_TRIP.count).toBe(1);
		}
	});

	test('of a pending order and of a refusal end with the answer: no deal is waited for', () => {
		const { watch, done } = rig();
		watch.sent(send({ action: 'PENDING' }), out);
		watch.answered(1, { answeredUs: 0, retcode: ok, nowUs: 3_000 });
		watch.sent(send({ commandSeq: 2, orderId: 200 }), out);
		watch.answered(2, { answeredUs: 0, retcode: 10_006, nowUs: 4_000 });
		expect(done.map(({ orderId, stages }) => [orderId, stages.toDealUs, stages.roundTripUs])).toEqual([
			[100, null, 2_000],
			[200, null, 3_000],
		]);
	});

	test('are told as far as they came where the terminal passed nothing on, or no answer comes in ten seconds', () => {
		const { watch, done } = rig();
		watch.sent(send(), out);
		watch.ack(1, { receivedUs: 6_150, sentUs: 6_180, isSent: false });
		watch.sent(send({ commandSeq: 2, orderId: 200 }), out);
		watch.sweep(out.nowUs + 9_999_999);
		expect(done).toHaveLength(1);
		watch.sweep(out.nowUs + 10_000_000);
		expect(done.map(({ stages }) => [stages.toTerminalUs, stages.roundTripUs])).toEqual([
			[150, null],
			[null, null],
		]);
	});

	test('stay unmeasured between two clocks until a ping has compared them, and are never negative', () => {
		const watch = new Stopwatch(new PeerClock(), () => undefined);
		watch.sent(send(), out);
		watch.ack(1, { receivedUs: 6_150, sentUs: 6_180, isSent: true });
		expect([watch.histograms.TO_TERMINAL.count, watch.histograms.IN_TERMINAL.count]).toEqual([0, 1]);
		const { watch: compared } = rig();
		compared.sent(send(), out);
		compared.ack(1, { receivedUs: 5_500, sentUs: 5_400, isSent: true });
		expect([compared.histograms.TO_TERMINAL.sumUs, compared.histograms.IN_TERMINAL.sumUs]).toEqual([0, 0]);
	});

	test('of a second answer, an unknown command or a deal that was not seen live are nothing', () => {
		const { watch, done } = rig();
		watch.answered(9, { answeredUs: 1, retcode: ok, nowUs: 1 });
		watch.sent(send(), out);
		watch.deal(100, { seenUs: 0, nowUs: 2_000, quote });
		watch.answered(1, { answeredUs: 7_000, retcode: ok, nowUs: 2_100 });
		watch.answered(1, { answeredUs: 8_000, retcode: ok, nowUs: 2_200 });
		expect([done.length, watch.histograms.ROUND_TRIP.count]).toEqual([0, 0]);
	});
});

test('of the last sixteen pings the quickest compares the clocks', () => {
	const clock = new PeerClock();
	clock.note({ askedUs: 0, theirsUs: 1_000, answeredUs: 10 });
	for (let i = 0; i < 15; i++) clock.note({ askedUs: 0, theirsUs: 9_000, answeredUs: 500 });
	expect(clock.ours(1_000)).toBe(5);
	clock.note({ askedUs: 0, theirsUs: 9_000, answeredUs: 500 });
	expect(clock.ours(9_000)).toBe(250);
});

test('a percentile is within 28 % above, and what metrics show adds up', () => {
	const histogram = new Histogram();
	for (let us = 1; us <= 1_000; us++) histogram.note(us);
	for (const [share, exact] of [
		[0.5, 500],
		[0.99, 990],
	] as const) {
		const told = histogram.quantileUs(share) ?? 0;
		expect([told >= exact, told <= exact * 1.28]).toEqual([true, true]);
	}
	const counts = histogram.cumulative();
	expect(counts[0]).toBe(10);
	expect(counts[shownBoundsUs.indexOf(1_000)]).toBe(1_000);
	expect(counts).toEqual(counts.toSorted((a, b) => a - b));
});

test('what took exactly as long as a bound is counted up to it', () => {
	const histogram = new Histogram();
	for (const bound of shownBoundsUs) histogram.note(bound);
	expect(histogram.cumulative()).toEqual(shownBoundsUs.map((_, i) => i + 1));
	histogram.note((shownBoundsUs.at(-1) ?? 0) + 1);
	expect(histogram.quantileUs(1)).toBe(1e8);
});
