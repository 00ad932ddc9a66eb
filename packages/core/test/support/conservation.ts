import type { EngineMemory } from '../../src/index.ts';
import { dealsOf } from '../../src/state/deals.ts';
import type { Account } from '../../src/state/state.ts';

/** What must hold after every event. Returns what does not, in words. */
export function unconserved(state: EngineMemory): string | undefined {
	for (const tenant of state.tenants.values())
		for (const account of tenant.accounts.values()) {
			const fault = moneyFault(state, account) ?? strategiesFault(account);
			if (fault !== undefined) return `account ${account.accountId}: ${fault}`;
		}
	return undefined;
}

/** The balance is what came in, what was earned and what it cost, and it is the sum of what the venue's deals say. */
function moneyFault(state: EngineMemory, account: Account): string | undefined {
	const { money } = account;
	const { balanceMinor, creditMinor, ...kinds } = money;
	const sum = Object.values(kinds).reduce((total, minor) => total + BigInt(minor), 0n);
	if (BigInt(balanceMinor) !== sum) return `balance ${balanceMinor}, kinds of money ${sum}`;
	let said = 0n;
	let credit = 0n;
	for (const deal of dealsOf(state.deals, { account })) {
		said += BigInt(deal.commissionMinor) + BigInt(deal.swapMinor) + BigInt(deal.feeMinor);
		if (deal.type === 'CREDIT') credit += BigInt(deal.profitMinor);
		else said += BigInt(deal.profitMinor);
	}
	if (BigInt(creditMinor) !== credit) return `credit ${creditMinor}, deals ${credit}`;
	const expected = said + BigInt(money.adoptedMinor) + BigInt(money.canceledMinor);
	return BigInt(balanceMinor) === expected ? undefined : `balance ${balanceMinor}, deals ${expected}`;
}

/** The books of the strategies add up to the account: positions one by one, and every kind of money. */
function strategiesFault(account: Account): string | undefined {
	const sums = { realisedMinor: 0n, commissionMinor: 0n, swapMinor: 0n, feeMinor: 0n };
	for (const [key, books] of account.subBooks) {
		let qty = 0n;
		for (const book of books.values()) {
			qty += BigInt(book.signedQty);
			for (const kind of Object.keys(sums) as (keyof typeof sums)[]) sums[kind] += BigInt(book[kind]);
			if (book.signedQty === 0 && book.openNotional !== 0)
				return `strategy ${book.strategyId} holds nothing of ${key} at ${book.openNotional}`;
		}
		const held = account.positions.get(key)?.signedQty ?? 0;
		if (BigInt(held) !== qty) return `position ${key} is ${held}, its strategies ${qty}`;
	}
	for (const kind of Object.keys(sums) as (keyof typeof sums)[])
		if (BigInt(account.money[kind]) !== sums[kind]) return `${kind} ${account.money[kind]}, its strategies ${sums[kind]}`;
	return undefined;
}
