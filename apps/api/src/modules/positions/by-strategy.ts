import { sides } from '@meridian/core';
import { Prisma, type StrategyPosition } from '@meridian/db';
import { type ApiContext, viewerOf } from '../../context.ts';
import { averagePrice, formatScaled } from '../../decimal.ts';
import { builder } from '../../graphql/builder.ts';
import { encodeId, intId } from '../../graphql/ids.ts';
import { accountById } from '../accounts/service.ts';
import { accountRef } from '../accounts/types.ts';
import { instrumentRef } from '../instruments/types.ts';
import { quoteBook } from '../quotes/service.ts';
import { sideEnum } from '../shared/enums.ts';
import { ticketOf, word } from '../shared/rows.ts';
import { closingPrice, unrealisedMinor } from './pnl.ts';
import type { PositionModel } from './types.ts';

/** The part of a position that orders of one strategy opened; `strategy` null: nobody's. */
type StrategyPositionModel = Omit<PositionModel, 'sl' | 'tp' | 'openedAt' | 'updatedAt' | 'seq'> & {
	readonly strategy: { readonly id: number; readonly name: string } | null;
};
/** What orders of no strategy hold. */
const nobody = 0;
/** The ticket of what a netting account holds: it has one position in an instrument. */
const none = new Prisma.Decimal(0);

const money = (minor: bigint, { currencyDigits }: StrategyPositionModel): string => formatScaled(minor, currencyDigits);

const strategyPositionRef = builder.objectRef<StrategyPositionModel>('StrategyPosition').implement({
	description: 'What a strategy holds of a position: the parts of one position add up to it, a long and a short part against each other.',
	fields: (t) => ({
		id: t.id({
			resolve: ({ accountId, strategy, instrument, ticket }) =>
				encodeId('StrategyPosition', `${accountId}-${strategy?.id ?? nobody}-${instrument.id}-${ticket}`),
		}),
		account: t.field({ type: accountRef, resolve: (position, _args, context) => accountById(context, position.accountId) }),
		instrument: t.expose('instrument', { type: instrumentRef }),
		strategyId: t.int({
			nullable: true,
			description: 'Null: of orders without a strategy.',
			resolve: ({ strategy }) => strategy?.id ?? null,
		}),
		strategyName: t.string({ nullable: true, resolve: ({ strategy }) => strategy?.name ?? null }),
		ticket: t.field({
			type: 'BigInt',
			nullable: true,
			description: 'Of a hedging account; a netting account has one position in an instrument.',
			resolve: ({ ticket }) => (ticket === 0n ? null : ticket),
		}),
		side: t.expose('side', { type: sideEnum }),
		quantity: t.field({ type: 'Decimal', resolve: ({ qty, instrument }) => formatScaled(qty, instrument.qtyDigits) }),
		averagePrice: t.field({
			type: 'Decimal',
			nullable: true,
			resolve: ({ openNotional, qty, instrument }) => averagePrice({ notional: openNotional, qty, priceDigits: instrument.priceDigits }),
		}),
		currentPrice: t.field({
			type: 'Decimal',
			nullable: true,
			resolve: ({ currentPrice, instrument }) => (currentPrice === null ? null : formatScaled(currentPrice, instrument.priceDigits)),
		}),
		unrealisedPnl: t.field({
			type: 'Decimal',
			nullable: true,
			resolve: (position) => (position.unrealisedMinor === null ? null : money(position.unrealisedMinor, position)),
		}),
		realisedPnl: t.field({ type: 'Decimal', resolve: (position) => money(position.realisedMinor, position) }),
		swap: t.field({ type: 'Decimal', resolve: (position) => money(position.swapMinor, position) }),
	}),
});

/** Open parts of positions by strategy, valued at the last quotes. */
async function listStrategyPositions(context: ApiContext, accountGlobalId: string | null | undefined): Promise<StrategyPositionModel[]> {
	const { tenantId } = viewerOf(context);
	const { app } = context;
	const own = app.db.forTenant(tenantId);
	const accountId = accountGlobalId == null ? undefined : (intId('Account', accountGlobalId) ?? 0);
	const isOpen = { qty: { gt: 0n }, ...(accountId === undefined ? {} : { accountId }) };
	const [directory, book, strategies, positions, open] = await Promise.all([
		app.directory.of(tenantId),
		quoteBook(app, tenantId),
		own.strategy.findMany({ select: { id: true, name: true } }),
		own.position.findMany({ where: isOpen }),
		own.strategyPosition.findMany({ where: isOpen }),
	]);
	// Before the first strategy nobody's part has no row of its own: it is what the rows of the others leave of the position.
	const nobodys = new Set(open.flatMap((row) => (row.strategyId === nobody ? [keyOf(row)] : [])));
	const without = positions
		.map((position) => (directory.accounts.get(position.accountId)?.mode === 'HEDGING' ? position : { ...position, positionTicket: none }))
		.filter((position) => !nobodys.has(keyOf(position)));
	const each = <Value>(of: (position: Place) => Value) => ({ in: [...new Set(without.map(of))] });
	// By account and instrument: a fleet of tickets would be more values than a statement takes. What is of other tickets belongs to no key below.
	const where = { accountId: each((one) => one.accountId), instrumentId: each((one) => one.instrumentId) };
	const parts = strategies.length === 0 || without.length === 0 ? [] : await own.strategyPosition.findMany({ where });
	const partsOf = Map.groupBy(parts, keyOf);
	const rest = without.flatMap((position) => restOf(position, partsOf.get(keyOf(position)) ?? []));
	const names = new Map(strategies.map((strategy) => [strategy.id, strategy]));
	return [...open, ...rest].toSorted(byPlace).flatMap((row): StrategyPositionModel[] => {
		const instrument = directory.instruments.get(row.instrumentId);
		const account = directory.accounts.get(row.accountId);
		if (!instrument || !account) return [];
		const held = { side: word(sides, row.side), qty: row.qty, openNotional: row.openNotional, instrument };
		const strategy = names.get(row.strategyId) ?? { id: row.strategyId, name: `#${row.strategyId}` };
		return [
			{
				...held,
				strategy: row.strategyId === nobody ? null : strategy,
				accountId: account.id,
				accountCurrency: account.currency,
				currencyDigits: account.currencyDigits,
				ticket: ticketOf(row.positionTicket),
				currentPrice: closingPrice(held, book),
				unrealisedMinor: unrealisedMinor(held, { account, instruments: directory.instruments, book }),
				realisedMinor: row.realisedMinor,
				swapMinor: row.swapMinor,
			},
		];
	});
}

type Held = Pick<StrategyPosition, 'side' | 'qty' | 'openNotional' | 'realisedMinor' | 'swapMinor'>;
type Place = Pick<StrategyPosition, 'accountId' | 'instrumentId' | 'positionTicket'>;
type Part = Held & Place & Pick<StrategyPosition, 'strategyId'>;

const keyOf = (place: Place): string => `${place.accountId}:${place.instrumentId}:${place.positionTicket}`;
const byPlace = (a: Part, b: Part): number =>
	a.strategyId - b.strategyId ||
	a.accountId - b.accountId ||
	a.instrumentId - b.instrumentId ||
	Number(ticketOf(a.positionTicket) - ticketOf(b.positionTicket));

/** What the parts leave of a position: nobody's. None where they hold all of it, or one of them is nobody's own, which is closed. */
function restOf(position: Held & Place, parts: readonly Part[]): Part[] {
	if (parts.some(({ strategyId }) => strategyId === nobody)) return [];
	const signed = ({ side }: Held, amount: bigint): bigint => (word(sides, side) === 'BUY' ? amount : -amount);
	const left = (of: (held: Held) => bigint): bigint => parts.reduce((rest, part) => rest - of(part), of(position));
	const qty = left((held) => signed(held, held.qty));
	if (qty === 0n) return [];
	const notional = left((held) => signed(held, held.openNotional));
	return [
		{
			...{ accountId: position.accountId, instrumentId: position.instrumentId, positionTicket: position.positionTicket },
			...{ strategyId: nobody, side: qty > 0n ? 'BUY' : 'SELL', qty: qty > 0n ? qty : -qty, openNotional: qty > 0n ? notional : -notional },
			...{ realisedMinor: left((held) => held.realisedMinor), swapMinor: left((held) => held.swapMinor) },
		},
	];
}

builder.queryFields((t) => ({
	strategyPositions: t.field({
		type: [strategyPositionRef],
		description: 'Open positions by strategy: what orders of each hold, and what orders of none do.',
		args: { accountId: t.arg.id() },
		resolve: (_root, args, context) => listStrategyPositions(context, args.accountId),
	}),
}));
