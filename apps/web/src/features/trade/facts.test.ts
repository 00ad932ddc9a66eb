import { expect, test } from 'vitest';
import { factsOf, type ToldDesk, withHalted, withState, worthsOf } from './facts.ts';

const account: ToldDesk['accounts'][number] = {
	...({ id: 'a', name: 'One', mode: 'HEDGING', currency: 'USD', server: 'Demo', login: '1', link: true, reconciled: true } as const),
	...({ tradeAllowed: true, brokerLine: 'PLUGGED', balance: '100.00', equity: '101.00', margin: '5.00' } as const),
	...{ unrealisedPnl: '1.00', realisedPnl: '0.00' },
};
const told: ToldDesk = {
	tenant: { name: 'Aurora', displayName: 'Aurora', accentColour: null, features: [], halted: false, demo: true, marketLabel: 'Replay' },
	accounts: [account],
	instruments: [],
};

test('an account that is only worth more is no reason to draw the room anew', () => {
	const known = factsOf(told);
	const richer = { tenant: { ...told.tenant }, accounts: [{ ...account, equity: '250.00', unrealisedPnl: '150.00' }] };
	expect(withState(known, richer, null)).toBe(known);
	expect(worthsOf(richer)).toMatchObject([{ id: 'a', equity: '250.00', unrealisedPnl: '150.00' }]);
});

test('a line that was cut, a halt, or an account that came is', () => {
	const known = factsOf(told);
	expect(withState(known, { ...told, accounts: [{ ...account, link: false }] }, null).accounts[0]?.link).toBe(false);
	expect(withState(known, { ...told, tenant: { ...told.tenant, halted: true } }, null).tenant.halted).toBe(true);
	expect(withState(known, { ...told, accounts: [account, { ...account, id: 'b' }] }, null).accounts).toHaveLength(2);
});

test('a halt is shown as it was told, though a state that was asked for before says otherwise', () => {
	const halted = withHalted(factsOf(told), true);
	expect(halted.tenant.halted).toBe(true);
	expect(withState(halted, told, true)).toBe(halted);
	expect(withState(halted, told, null).tenant.halted, 'where nothing is told any more, the state is believed').toBe(false);
	expect(withHalted(halted, true)).toBe(halted);
});

test('what an account is worth is not among the facts, where it would be old', () => {
	expect(Object.keys(factsOf(told).accounts[0] ?? {})).not.toContain('equity');
});
