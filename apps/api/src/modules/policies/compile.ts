import type { EntityJson } from '@cedar-policy/cedar-wasm/nodejs';
import { hasPermission } from '@meridian/auth';
import { type Entitlements, packEntitlements } from '@meridian/core';
import type { TenantConfigRow } from '@meridian/db';
import { largestAllowed, type Policies } from './cedar.ts';

type Row = Pick<TenantConfigRow, 'users' | 'accounts' | 'instruments' | 'desks'>;
type Subject = { readonly uid: { readonly type: string; readonly id: string }; readonly entity: EntityJson; readonly signature: string };

const metals = new Set(['XAU', 'XAG', 'XPT', 'XPD']);
/** Groups that instruments are in by what they are. */
export const groupsOf = ({ baseCurrency }: { readonly baseCurrency: string }): readonly string[] => [
	metals.has(baseCurrency) ? 'METALS' : 'FX',
];

function subject(
	policies: Policies,
	input: {
		readonly type: string;
		readonly id: string;
		readonly attrs?: Record<string, string>;
		readonly parents: readonly { readonly type: string; readonly id: string }[];
	},
): Subject {
	const { type, id, attrs = {}, parents } = input;
	const uid = { type, id };
	// Two that no policy names, of the same attributes and parents, get the same answer to every question.
	const own = policies.named.has(`${type}::${id}`) ? id : '';
	return { uid, entity: { uid, attrs, parents: [...parents] }, signature: JSON.stringify([own, attrs, parents]) };
}

/** The people, accounts and instruments of a tenant as policies see them. */
export function subjectsOf(policies: Policies, row: Row) {
	const deskNames = new Map(row.desks.map(({ deskId, name }) => [deskId, name]));
	const person = ({ email, role }: Row['users'][number]) =>
		subject(policies, { type: 'Person', id: email, parents: [{ type: 'Role', id: role }] });
	const account = ({ name, currency, mode, deskId }: Row['accounts'][number]) => {
		const desk = deskId === null ? undefined : deskNames.get(deskId);
		const parents = desk === undefined ? [] : [{ type: 'Desk', id: desk }];
		return subject(policies, { type: 'Account', id: name, attrs: { currency, mode }, parents });
	};
	const instrument = ({ symbol, baseCurrency, quoteCurrency }: Row['instruments'][number]) =>
		subject(policies, {
			...{ type: 'Instrument', id: symbol, attrs: { base: baseCurrency, quote: quoteCurrency } },
			parents: groupsOf({ baseCurrency }).map((id) => ({ type: 'InstrumentGroup', id })),
		});
	return {
		people: new Map(row.users.map((user) => [user.userId, person(user)])),
		accounts: new Map(row.accounts.map((one) => [one.accountId, account(one)])),
		instruments: new Map(row.instruments.map((one) => [one.instrumentId, instrument(one)])),
	};
}

/** Asks once for each kind of person, account and instrument, and answers for all. @returns 0: none, null: no maximum */
export function asker(policies: Policies): (person: Subject, account: Subject, input: { readonly instrument: Subject }) => number | null {
	const known = new Map<string, number | null>();
	return (person, account, { instrument }) => {
		const key = `${person.signature} ${account.signature} ${instrument.signature}`;
		const before = known.get(key);
		if (before !== undefined) return before;
		const parents = [person, account, instrument].flatMap(({ entity }) => entity.parents);
		const entities = [person.entity, account.entity, instrument.entity, ...parents.map((uid) => ({ uid, attrs: {}, parents: [] }))];
		const max = largestAllowed(policies, { principal: person.uid, resource: account.uid, instrument: instrument.uid, entities });
		known.set(key, max);
		return max;
	};
}

/** Policies as the engine reads them. A right that the role has not is given by no policy: they narrow, they do not widen. */
export function compileEntitlements(policies: Policies, row: Row): Entitlements {
	const { people, accounts, instruments } = subjectsOf(policies, row);
	const ask = asker(policies);
	const maxOf: Parameters<typeof packEntitlements>[0]['maxOf'] = ({ userId, accountId, instrumentId }) => {
		const [person, account, instrument] = [people.get(userId), accounts.get(accountId), instruments.get(instrumentId)];
		return person === undefined || account === undefined || instrument === undefined ? 0 : ask(person, account, { instrument });
	};
	return packEntitlements({
		accountIds: [...accounts.keys()],
		instrumentIds: [...instruments.keys()],
		userIds: row.users.filter(({ active, role }) => active && hasPermission(role, 'ORDER_PLACE')).map(({ userId }) => userId),
		maxOf,
	});
}
