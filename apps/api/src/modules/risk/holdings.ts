import { sides } from '@meridian/core';
import { type ApiContext, viewerOf } from '../../context.ts';
import { quoteBook } from '../quotes/service.ts';
import type { Market } from '../quotes/valued.ts';
import { word } from '../shared/rows.ts';
import { exposureOf, type GroupExposure } from './exposure.ts';

export type NamedGroup = GroupExposure & { readonly name: string };
export type ExposureModel = {
	readonly currency: string;
	readonly currencies: ReturnType<typeof exposureOf>['currencies'];
	readonly groups: readonly NamedGroup[];
};
export type Holdings = Awaited<ReturnType<typeof readHoldings>>;

/** What the tenant, or one account of it, holds, and the names of who holds it: all that exposure needs beside quotes. */
export async function readHoldings(context: ApiContext, accountId?: number) {
	const own = context.app.db.forTenant(viewerOf(context).tenantId);
	const [rows, accounts, desks] = await Promise.all([
		own.position.findMany({ where: { qty: { gt: 0n }, ...(accountId === undefined ? {} : { accountId }) } }),
		own.account.findMany({ select: { id: true, name: true, deskId: true } }),
		own.desk.findMany({ select: { id: true, name: true } }),
	]);
	return { rows, accounts, desks };
}

/** What they expose the tenant to at the quotes given. */
export function exposureAt({ rows, accounts, desks }: Holdings, { directory, book }: Market): ExposureModel {
	const { instruments, baseCurrency: currency } = directory;
	const deskOf = new Map(accounts.map(({ id, deskId }) => [id, deskId]));
	const positions = rows.flatMap(({ accountId, instrumentId, side, qty, openNotional }) => {
		const instrument = instruments.get(instrumentId);
		return instrument === undefined
			? []
			: [{ accountId, deskId: deskOf.get(accountId) ?? null, instrument, side: word(sides, side), qty, openNotional }];
	});
	const { currencies, groups } = exposureOf(positions, { book, instruments, currency });
	const names = new Map([
		...accounts.map(({ id, name }) => [`ACCOUNT ${id}`, name] as const),
		...desks.map(({ id, name }) => [`DESK ${id}`, name] as const),
		...[...instruments.values()].map(({ id, symbol }) => [`INSTRUMENT ${id}`, symbol] as const),
	]);
	return {
		currency,
		currencies: currencies.toSorted((a, b) => a.currency.localeCompare(b.currency)),
		groups: groups.map((group) => ({ ...group, name: names.get(`${group.level} ${group.subjectId}`) ?? String(group.subjectId) })),
	};
}

/** The tenant's exposure now. */
export async function readExposure(context: ApiContext): Promise<ExposureModel> {
	const { tenantId } = viewerOf(context);
	const [directory, book, holdings] = await Promise.all([
		context.app.directory.of(tenantId),
		quoteBook(context.app, tenantId),
		readHoldings(context),
	]);
	return exposureAt(holdings, { directory, book });
}
