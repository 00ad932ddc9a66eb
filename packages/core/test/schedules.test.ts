import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../src/index.ts';
import { Desk, EURUSD, emptyEngine } from './support/desk.ts';
import { playSchedule, Run, type Step, stepKinds } from './support/schedule.ts';

const step: fc.Arbitrary<Step> = fc.record({ do: fc.constantFrom(...stepKinds), pick: fc.nat({ max: 1_000_000 }) });

describe.each([
	['netting', true],
	['hedging', false],
] as const)('random venue schedules with loss, repetition and reordering, %s', (_mode, netting) => {
	it('lose nothing, end nothing without evidence, send nothing twice, and agree with the venue in the end', () => {
		const reached = new Set<string>();
		fc.assert(
			fc.property(fc.array(step, { minLength: 5, maxLength: 70, size: 'max' }), (steps) => {
				for (const place of playSchedule({ netting, steps })) reached.add(place);
			}),
			{ numRuns: 800 },
		);
		const places = [
			...['SUBMITTED', 'ACCEPTED', 'UNKNOWN', 'FILLED', 'CANCELED', 'EXPIRED', 'NOT_SENT', 'HELD', 'TRIGGERED', 'alternative CANCELED'],
			...['REPLACE_SENT', 'REPLACE_UNKNOWN', 'CANCEL_SENT', 'CANCEL_UNKNOWN', 'stops asked for'],
			...(netting ? ['child FILLED'] : ['close-by FILLED', 'close-by UNKNOWN', 'close-by NOT_SENT']),
		];
		expect([...reached], 'the schedules reach the places they are about').toEqual(expect.arrayContaining(places));
	});
});

it('the same inputs give the same outputs and the same hash, input by input', () => {
	fc.assert(
		fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
			const run = new Run(true);
			for (const one of steps) run.take(one);
			const again = emptyEngine();
			const withObjects = createEngine();
			const outputs = run.desk.inputs.flatMap(({ input, atMs }) => again.apply(structuredClone(input), atMs));
			expect(outputs).toEqual(run.desk.outputs);
			const others = run.desk.inputs.flatMap(({ input, atMs }) => withObjects.apply(structuredClone(input), atMs));
			expect(others, 'whether what has ended is a row or an object is nobody’s concern').toEqual(outputs);
			expect(again.stateHash()).toBe(run.desk.engine.stateHash());
			expect(again.stateHash()).toMatch(/^[0-9a-f]{16}$/);
		}),
		{ numRuns: 100 },
	);
});

it('the hash tells histories apart', () => {
	const hashes = new Set<string>();
	for (let i = 0; i < 200; i++) {
		const desk = new Desk();
		desk.mark(EURUSD, { bid: 110_000 + i, ask: 110_010 + i });
		hashes.add(desk.engine.stateHash());
	}
	expect(hashes.size).toBe(200);
});
