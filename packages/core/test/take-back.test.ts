import { describe, expect, it } from 'vitest';
import type { TenantConfig } from '../src/index.ts';
import { Desk, RISK_OFFICER, TRADER } from './support/desk.ts';

const removed = (desk: Desk) =>
	desk
		.sends()
		.filter(({ action }) => action === 'REMOVE')
		.map(({ orderId }) => orderId);
const both = { whenInactive: true, ofRemovedUsers: true };

/** What a configuration takes back by itself. */
describe('a configuration', () => {
	/** A working entry order of the trader and of the officer (who may trade here), and one that protects a position. */
	const atWork = ({ takeBack }: Pick<TenantConfig, 'takeBack'> = { takeBack: both }) => {
		const desk = new Desk();
		desk.reconfigure({ config: { takeBack, users: desk.config.users.map((user) => ({ ...user, mayTrade: true })) } });
		desk.fill(desk.place({ qty: 300 }));
		const own = desk.limit();
		const target = desk.limit({ side: 'SELL', price: 111_000, qty: 100, reduceOnly: true });
		const officers = desk.limit({ price: 109_100, envelope: { ...own.envelope, principalId: RISK_OFFICER } });
		for (const order of [own, target, officers]) desk.accept(order);
		return { desk, own, target, officers };
	};
	const without = (desk: Desk, userId: number) => desk.config.users.filter((user) => user.userId !== userId);

	it('that suspends the tenant takes every entry order back and leaves what protects', () => {
		const { desk, own, target, officers } = atWork();
		desk.reconfigure({ config: { active: false } });
		expect(removed(desk)).toEqual([own.orderId, officers.orderId]);
		expect(desk.order(target.orderId)).toMatchObject({ life: 'ACCEPTED', pending: 'NONE' });
		expect(desk.limit().denial?.code).toBe('TENANT_INACTIVE');
	});

	it('that removes somebody, or makes them inactive, takes back the entry orders of that person alone', () => {
		const gone = atWork();
		gone.desk.reconfigure({ config: { users: without(gone.desk, TRADER) } });
		expect(removed(gone.desk)).toEqual([gone.own.orderId]);
		const still = atWork();
		still.desk.reconfigure({ config: { users: still.desk.config.users.map((user) => ({ ...user, active: user.userId === TRADER })) } });
		expect(removed(still.desk)).toEqual([still.officers.orderId]);
	});

	it('takes back nothing where the tenant hands orders over, where it says nothing, and where nobody went', () => {
		const handOver = atWork({ takeBack: { whenInactive: true, ofRemovedUsers: false } });
		handOver.desk.reconfigure({ config: { users: without(handOver.desk, TRADER) } });
		expect(removed(handOver.desk)).toEqual([]);
		const silent = atWork({});
		silent.desk.reconfigure({ config: { active: false, users: [] } });
		expect(removed(silent.desk)).toEqual([]);
		const same = atWork();
		same.desk.reconfigure({ config: {} });
		expect(removed(same.desk)).toEqual([]);
	});
});
