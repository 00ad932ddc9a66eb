import { describe, expect, test } from 'vitest';
import { type Books, effectOf, type HeldPosition, type WorkingOrder } from '../src/modules/halts/effect.ts';

const order = (of: Partial<WorkingOrder>): WorkingOrder => ({
	...{ accountId: 1, instrumentId: 1, strategyId: null, side: 'SELL', leavesQty: 10n, positionTicket: '0' },
	...of,
});
const held = (of: Partial<HeldPosition>): HeldPosition => ({
	...{ accountId: 1, instrumentId: 1, positionTicket: '7', side: 'BUY', qty: 10n },
	...of,
});
const books = (of: Partial<Books>): Books => ({
	...{ orders: [], positions: [], strategyBooks: [] },
	accounts: new Map([
		[1, { mode: 'NETTING', deskId: 4 }],
		[2, { mode: 'HEDGING', deskId: 4 }],
		[3, { mode: 'NETTING', deskId: null }],
	]),
	...of,
});
const effect = (entryOrders: number, protectingOrders: number, accounts = 1, openPositions = 0) => ({
	...{ accounts, entryOrders, protectingOrders, openPositions },
});

describe('what a halt would do', () => {
	test('counts the orders of the place alone: tenant, desk, account, strategy', () => {
		const orders = [order({}), order({ accountId: 2, strategyId: 9 }), order({ accountId: 3, strategyId: 9 })];
		const at = books({ orders, strategyBooks: [{ accountId: 1, strategyId: 9 }] });
		expect(effectOf(at, { level: 'TENANT', subjectId: 0 })).toEqual(effect(3, 0, 3));
		expect(effectOf(at, { level: 'DESK', subjectId: 4 })).toEqual(effect(2, 0, 2));
		expect(effectOf(at, { level: 'ACCOUNT', subjectId: 3 })).toEqual(effect(1, 0));
		expect(effectOf(at, { level: 'STRATEGY', subjectId: 9 })).toEqual(effect(2, 0, 3, 1));
	});

	test.each([
		['the other side of what is held, as far as that reaches', {}, 1],
		['more than is held', { leavesQty: 11n }, 0],
		['the same side', { side: 'BUY' }, 0],
		['another instrument', { instrumentId: 2 }, 0],
		['the same instrument of another account', { accountId: 3 }, 0],
	])('netting: an order of %s stays as often as it protects', (_name, change, protecting) => {
		const at = books({ orders: [order(change)], positions: [held({})] });
		expect(effectOf(at, { level: 'TENANT', subjectId: 0 })).toEqual(effect(1 - protecting, protecting, 3, 1));
	});

	test('hedging: only one that names the position protects it', () => {
		const orders = ['7', '0', '8'].map((positionTicket) => order({ accountId: 2, positionTicket }));
		const at = books({ orders, positions: [held({ accountId: 2 })] });
		expect(effectOf(at, { level: 'ACCOUNT', subjectId: 2 })).toEqual(effect(2, 1, 1, 1));
	});
});
