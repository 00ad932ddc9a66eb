import { describe, expect, it } from 'vitest';
import type { HaltLevel, OrderView, Reply } from '../src/index.ts';
import { type Desk, emptyEngine, envelope, RISK_OFFICER, replyOf, ticketOf, venueOrderOf } from './support/desk.ts';
import { CARRY, MACRO, placeAt, twoAccounts } from './support/two-accounts.ts';

type Part = { readonly level: HaltLevel; readonly subjectId: number };
const parts = {
	desk: { level: 'DESK', subjectId: MACRO },
	account: { level: 'ACCOUNT', subjectId: 1 },
	strategy: { level: 'STRATEGY', subjectId: CARRY },
} as const satisfies Record<string, Part>;

function halt(
	desk: Desk,
	part: Part,
	input: { readonly halted?: boolean; readonly principalId?: number; readonly tenantId?: number } = {},
): Reply {
	const { halted = true, principalId = RISK_OFFICER, tenantId = 1 } = input;
	return replyOf(desk.apply({ kind: 'haltPart', tenantId, ...part, halted, envelope: { ...envelope, principalId } }));
}
/** Account 1 is of desk MACRO, account 2 of another; each works one order with a strategy and one without. */
function working(): { readonly desk: Desk; readonly names: ReadonlyMap<number, string> } {
	const desk = twoAccounts({ secondDesk: MACRO + 1 });
	const names = new Map<number, string>();
	for (const accountId of [1, 2])
		for (const strategyId of [null, CARRY]) {
			const order = placeAt(desk, accountId, { type: 'LIMIT', tif: 'GTC', price: 109_000 - names.size * 10, strategyId });
			const at = { tenantId: 1, accountId } as const;
			desk.apply({ kind: 'venue', ...at, event: 'order', order: venueOrderOf(order, { ticket: ticketOf(order) }) });
			names.set(order.orderId, `${accountId}${strategyId === null ? '' : ' carry'}`);
		}
	return { desk, names };
}
const removed = ({ desk, names }: ReturnType<typeof working>) =>
	desk.sends().flatMap(({ action, orderId }) => (action === 'REMOVE' ? [names.get(orderId)] : []));
const verdict = ({ denial }: OrderView) => (denial === null ? 'passes' : `${denial.code} ${denial.level}`);

describe('the kill switch of a part', () => {
	it.each([
		['desk', ['1', '1 carry'], ['HALTED DESK', 'HALTED DESK', 'passes', 'passes']],
		['account', ['1', '1 carry'], ['HALTED ACCOUNT', 'HALTED ACCOUNT', 'passes', 'passes']],
		['strategy', ['1 carry', '2 carry'], ['passes', 'HALTED STRATEGY', 'passes', 'HALTED STRATEGY']],
	] as const)('halts that %s alone: its entry orders are taken back, and only its new ones denied', (name, gone, verdicts) => {
		const at = working();
		const { desk } = at;
		expect(halt(desk, parts[name])).toEqual({ outcome: 'done' });
		expect(desk.outputs.findLast(({ kind }) => kind === 'partHalted')).toEqual({
			...{ kind: 'partHalted', tenantId: 1, halted: true, principalId: RISK_OFFICER },
			...parts[name],
		});
		expect(removed(at)).toEqual(gone);
		const tries = () => [1, 2].flatMap((accountId) => [null, CARRY].map((strategyId) => verdict(placeAt(desk, accountId, { strategyId }))));
		expect(tries()).toEqual(verdicts);
		halt(desk, parts[name], { halted: false });
		expect(tries()).toEqual(['passes', 'passes', 'passes', 'passes']);
	});

	it('leaves what closes: a position of a halted account can be closed', () => {
		const desk = twoAccounts();
		desk.fill(desk.place({ qty: 100 }));
		halt(desk, parts.account);
		expect(verdict(placeAt(desk, 1, { side: 'SELL', qty: 100 }))).toBe('passes');
	});

	it('outlasts the tenant’s resume, and the tenant’s halt outlasts its own', () => {
		const { desk } = working();
		halt(desk, parts.desk);
		desk.halt(true);
		expect(verdict(placeAt(desk, 1))).toBe('HALTED TENANT');
		desk.halt(false);
		expect(verdict(placeAt(desk, 1))).toBe('HALTED DESK');
		expect(verdict(placeAt(desk, 2))).toBe('passes');
	});

	it('is nobody’s but of who may halt, and of a part that there is; what is gone can still be resumed', () => {
		const { desk } = working();
		expect(halt(desk, parts.desk, { principalId: 99 })).toMatchObject({ outcome: 'refused', code: 'NOT_ALLOWED' });
		expect(halt(desk, parts.desk, { tenantId: 2 })).toMatchObject({ outcome: 'refused', code: 'UNKNOWN_TENANT' });
		for (const { level } of Object.values(parts))
			expect(halt(desk, { level, subjectId: 77 })).toMatchObject({ outcome: 'refused', code: 'UNKNOWN_SUBJECT' });
		expect(verdict(placeAt(desk, 1))).toBe('passes');
		halt(desk, parts.strategy);
		desk.reconfigure({ config: { strategies: [] } });
		expect(halt(desk, parts.strategy, { halted: false })).toEqual({ outcome: 'done' });
		expect(halt(desk, parts.strategy)).toMatchObject({ code: 'UNKNOWN_SUBJECT' });
	});

	it('is in the memory: the same inputs give the same state, and one halt more another', () => {
		const { desk } = working();
		halt(desk, parts.account);
		const again = emptyEngine();
		for (const { input, atMs } of desk.inputs) again.apply(input, atMs);
		expect(again.stateHash()).toBe(desk.engine.stateHash());
		const before = desk.engine.stateHash();
		halt(desk, parts.desk);
		expect(desk.engine.stateHash()).not.toBe(before);
	});
});
