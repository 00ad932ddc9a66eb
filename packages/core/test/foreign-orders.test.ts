import { describe, expect, it } from 'vitest';
import type { EngineOutput, VenueOrder } from '../src/index.ts';
import { Desk, EURUSD } from './support/desk.ts';

const foreign = (change: Partial<VenueOrder> = {}): VenueOrder => ({
	...{ orderId: 0, ticket: 77n, instrumentId: EURUSD, side: 'BUY', state: 'PLACED', qty: 30, leavesQty: 30, price: 108_000 },
	...{ sl: 0, tp: 0, positionTicket: 0n, venueAtMs: 5, foreign: { origin: 'HAND', type: 'LIMIT', reason: 'MOBILE' }, ...change },
});
const told = (outputs: readonly EngineOutput[]): string[] =>
	outputs.flatMap((output) =>
		output.kind === 'foreignOrder' ? [`${output.order.ticket} ${output.order.origin} ${output.order.state}`] : [],
	);
const resolved = (outputs: readonly EngineOutput[]): number => outputs.filter(({ kind }) => kind === 'breakResolved').length;
const show = (desk: Desk, order: VenueOrder): readonly EngineOutput[] => desk.venue({ event: 'order', order });

describe('an order of somebody else', () => {
	it('is told with whose it is, again when it changes and never when it does not, with one break', () => {
		const desk = new Desk();
		expect(told(show(desk, foreign()))).toEqual(['77 HAND PLACED']);
		expect(told(show(desk, foreign()))).toEqual([]);
		expect(told(show(desk, foreign({ price: 107_900 })))).toEqual(['77 HAND PLACED']);
		expect(told(show(desk, foreign({ ticket: 78n, foreign: { origin: 'PROGRAM', type: 'STOP', reason: 'EXPERT' } })))).toEqual([
			'78 PROGRAM PLACED',
		]);
		expect(desk.breaks()).toEqual(['FOREIGN_ORDER', 'FOREIGN_ORDER']);
	});

	it('is told with the way that it came, as the venue says', () => {
		const desk = new Desk();
		const reasons = (outputs: readonly EngineOutput[]) =>
			outputs.flatMap((output) => (output.kind === 'foreignOrder' ? [output.order.reason] : []));
		expect(reasons(show(desk, foreign()))).toEqual(['MOBILE']);
		expect(reasons(show(desk, foreign({ ticket: 78n, foreign: { origin: 'HAND', type: 'LIMIT', reason: 'WEB' } })))).toEqual(['WEB']);
		const { foreign: _, ...unsaid } = foreign({ ticket: 79n });
		expect(reasons(show(desk, unsaid))).toEqual([null]);
	});

	it('ends its break with itself, and takes none of the account’s sequence for its own news', () => {
		const desk = new Desk();
		show(desk, foreign());
		show(desk, foreign({ ticket: 78n }));
		const outputs = show(desk, foreign({ state: 'FILLED', leavesQty: 0 }));
		expect([told(outputs), resolved(outputs)]).toEqual([['77 HAND FILLED'], 1]);
		expect(outputs.filter((output) => output.kind === 'foreignOrder').every((output) => !('accountSeq' in output))).toBe(true);
		expect(told(show(desk, foreign({ state: 'FILLED', leavesQty: 0 })))).toEqual([]);
	});

	it('that ended before we saw it is history', () => {
		const desk = new Desk();
		expect(told(show(desk, foreign({ state: 'CANCELED' })))).toEqual([]);
		expect(desk.breaks()).toEqual([]);
	});

	it('that a whole picture shows no longer is gone, and its break with it', () => {
		const desk = new Desk();
		desk.snapshot({ orders: [foreign(), foreign({ ticket: 78n })] });
		const outputs = desk.snapshot({ orders: [foreign({ ticket: 78n })] });
		expect([told(outputs), resolved(outputs)]).toEqual([['77 HAND GONE'], 1]);
	});
});
