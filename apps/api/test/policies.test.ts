import { maxCentilotsOf } from '@meridian/core';
import { accountLimits } from '@meridian/core/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAllowed, largestAllowed, readPolicies } from '../src/modules/policies/cedar.ts';
import { compileEntitlements, subjectsOf } from '../src/modules/policies/compile.ts';

const read = (text: string) => {
	const policies = readPolicies(text);
	if ('problem' in policies) throw new Error(policies.problem);
	return policies;
};
const problemOf = (text: string) => {
	const policies = readPolicies(text);
	return 'problem' in policies ? policies.problem : '';
};
const user = (userId: number, email: string, role: 'TRADER' | 'TENANT_ADMIN' | 'RISK_OFFICER', active = true) => ({
	userId,
	email,
	role,
	active,
});
const instrument = (instrumentId: number, baseCurrency: string, quoteCurrency: string) => ({
	...{ instrumentId, symbol: baseCurrency + quoteCurrency, priceDigits: 5, qtyDigits: 2, baseCurrency, quoteCurrency },
	...{ active: true, restricted: false, brokerSymbols: [] },
});
const account = (accountId: number, name: string, deskId: number | null) => ({
	...{
		accountId,
		name,
		mode: 'NETTING' as const,
		currency: 'EUR',
		currencyDigits: 2,
		server: 'S',
		login: BigInt(accountId),
		active: true,
		deskId,
	},
	...{ presumesAbsent: false, ownTerminalKey: false, limits: accountLimits({}) },
});
const row = {
	users: [
		user(1, 'ann@a.test', 'TRADER'),
		user(2, 'bob@a.test', 'TRADER'),
		user(3, 'risk@a.test', 'RISK_OFFICER'),
		user(4, 'gone@a.test', 'TRADER', false),
	],
	accounts: [account(10, 'Macro 1', 1), account(11, 'Loose', null)],
	desks: [{ deskId: 1, name: 'Macro' }],
	instruments: [instrument(20, 'EUR', 'USD'), instrument(21, 'USD', 'JPY'), instrument(22, 'XAU', 'USD')],
} satisfies Parameters<typeof compileEntitlements>[1];
const traders = 'permit(principal in Role::"TRADER", action == Action::"placeOrder", resource)';
const compiled = (text: string) => {
	const entitlements = compileEntitlements(read(text), row);
	return (userId: number, accountId: number, instrumentId: number) => maxCentilotsOf(entitlements, { userId, accountId, instrumentId });
};

describe('policies', () => {
	test('narrow by desk, group and size, by name where a name is given, and deny what none permits', () => {
		const max =
			compiled(`${traders} when { resource in Desk::"Macro" && context.instrument in InstrumentGroup::"FX" && context.centilots <= 500 };
			permit(principal == Person::"ann@a.test", action == Action::"placeOrder", resource == Account::"Loose") when { context.instrument == Instrument::"XAUUSD" };
			forbid(principal, action, resource) when { context.instrument.quote == "JPY" && context.centilots > 100 };`);
		expect([max(1, 10, 20), max(1, 10, 21), max(1, 10, 22), max(1, 11, 20), max(1, 11, 22), max(2, 11, 22)]).toEqual([
			500,
			100,
			0,
			0,
			null,
			0,
		]);
	});
	test('give nobody a right that the role has not, and nobody who was removed any', () => {
		const max = compiled('permit(principal, action, resource);');
		expect([max(1, 10, 20), max(3, 10, 20), max(4, 10, 20), max(99, 10, 20)]).toEqual([null, 0, 0, 0]);
	});
	test('that allow large orders alone allow none: what is not allowed from the smallest on is denied', () => {
		expect(compiled(`${traders} when { context.centilots >= 1000 };`)(1, 10, 20)).toBe(0);
	});
	test.each([
		['permit(principal, action, resource) when { context.size <= 5 };', 'size'],
		['permit(principal, action, resource) when { principal.name == "x" };', 'name'],
		['permit(principal in Gruppe::"x", action, resource);', 'Gruppe'],
		['permit(principal, action == Action::"fly", resource);', 'fly'],
		['permit(principal, action, resource) when { context.centilots * 2 <= 10 };', 'plain numbers'],
		['permit(principal == ?principal, action, resource);', 'Templates'],
		['permit(principal, action', 'unexpected'],
		['// nothing', 'no policy'],
		[`${traders};`.repeat(201), 'At most 200'],
		[`// ${'x'.repeat(60_000)}`, '50000 bytes'],
	])('that can’t be meant are refused: %s', (text, why) => {
		expect(problemOf(text)).toContain(why);
	});
	test('compiled say of every size what Cedar itself says of it', () => {
		const bound = fc.record({ op: fc.constantFrom('<', '<=', '>', '>=', '==', '!='), size: fc.integer({ min: 0, max: 30 }) });
		const policy = fc.record({ effect: fc.constantFrom('permit', 'forbid'), bounds: fc.array(bound, { maxLength: 3 }) });
		fc.assert(
			fc.property(fc.array(policy, { minLength: 1, maxLength: 4 }), (list) => {
				const text = list
					.map(
						({ effect, bounds }) =>
							`${effect}(principal, action, resource) when { ${['true', ...bounds.map(({ op, size }) => `context.centilots ${op} ${size}`)].join(' && ')} };`,
					)
					.join('\n');
				const policies = read(text);
				const { people, accounts, instruments } = subjectsOf(policies, row);
				const [person, place, thing] = [people.get(1), accounts.get(10), instruments.get(20)];
				if (!person || !place || !thing) throw new Error('no subject');
				const parents = [person, place, thing].flatMap(({ entity }) => entity.parents).map((uid) => ({ uid, attrs: {}, parents: [] }));
				const question = {
					principal: person.uid,
					resource: place.uid,
					instrument: thing.uid,
					entities: [person.entity, place.entity, thing.entity, ...parents],
				};
				const max = largestAllowed(policies, question);
				for (let centilots = 1; centilots <= 33; centilots += 1) {
					const upToHere = Array.from({ length: centilots }, (_, n) => isAllowed(policies, { ...question, centilots: n + 1 })).every(
						Boolean,
					);
					expect(max === null || centilots <= max).toBe(upToHere);
				}
			}),
			{ numRuns: 15 },
		);
	});
});
