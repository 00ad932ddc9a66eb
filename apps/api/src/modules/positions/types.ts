import type { Side } from '@meridian/core';
import { averagePrice, formatScaled } from '../../decimal.ts';
import { builder } from '../../graphql/builder.ts';
import { encodeId } from '../../graphql/ids.ts';
import { accountAsked } from '../accounts/service.ts';
import { accountRef } from '../accounts/types.ts';
import { type InstrumentModel, instrumentRef } from '../instruments/types.ts';
import { sideEnum } from '../shared/enums.ts';

export type PositionModel = {
	readonly accountId: number;
	readonly accountCurrency: string;
	readonly currencyDigits: number;
	readonly ticket: bigint;
	readonly instrument: InstrumentModel;
	readonly side: Side;
	/** 0n: closed. */
	readonly qty: bigint;
	/** Sum of price x quantity of what is open. */
	readonly openNotional: bigint;
	readonly sl: bigint;
	readonly tp: bigint;
	/** What a closing order would get now; null without a quote. */
	readonly currentPrice: bigint | null;
	/** In minor units of the account's currency; null where a quote (its own or the conversion's) is missing. */
	readonly unrealisedMinor: bigint | null;
	readonly realisedMinor: bigint;
	readonly swapMinor: bigint;
	readonly openedAt: Date;
	readonly updatedAt: Date;
	readonly seq: bigint;
};

/** What is new of a position; `booked`: by the books, not by a quote alone. */
export type PositionNews = { readonly model: PositionModel; readonly booked: boolean };

const price = (position: PositionModel, value: bigint): string | null =>
	value === 0n ? null : formatScaled(value, position.instrument.priceDigits);

const idOf = ({ accountId, ticket }: PositionModel): string => encodeId('Position', `${accountId}-${ticket}`);
const currentPriceOf = (position: PositionModel): string | null => price(position, position.currentPrice ?? 0n);
const unrealisedOf = ({ unrealisedMinor, currencyDigits }: PositionModel): string | null =>
	unrealisedMinor === null ? null : formatScaled(unrealisedMinor, currencyDigits);

export const positionRef = builder.objectRef<PositionModel>('Position').implement({
	fields: (t) => ({
		id: t.id({ resolve: idOf }),
		account: t.field({ type: accountRef, resolve: (position, _args, context, info) => accountAsked(context, position.accountId, info) }),
		instrument: t.expose('instrument', { type: instrumentRef }),
		ticket: t.expose('ticket', { type: 'BigInt' }),
		side: t.expose('side', { type: sideEnum }),
		quantity: t.field({ type: 'Decimal', resolve: (position) => formatScaled(position.qty, position.instrument.qtyDigits) }),
		averagePrice: t.field({
			type: 'Decimal',
			resolve: (position) =>
				averagePrice({ notional: position.openNotional, qty: position.qty, priceDigits: position.instrument.priceDigits }) ??
				formatScaled(0, position.instrument.priceDigits),
		}),
		stopLoss: t.field({ type: 'Decimal', nullable: true, resolve: (position) => price(position, position.sl) }),
		takeProfit: t.field({ type: 'Decimal', nullable: true, resolve: (position) => price(position, position.tp) }),
		currentPrice: t.field({ type: 'Decimal', nullable: true, resolve: currentPriceOf }),
		unrealisedPnl: t.field({ type: 'Decimal', nullable: true, resolve: unrealisedOf }),
		realisedPnl: t.field({ type: 'Decimal', resolve: (position) => formatScaled(position.realisedMinor, position.currencyDigits) }),
		swap: t.field({ type: 'Decimal', resolve: (position) => formatScaled(position.swapMinor, position.currencyDigits) }),
		openedAt: t.expose('openedAt', { type: 'DateTime' }),
		updatedAt: t.expose('updatedAt', { type: 'DateTime' }),
	}),
});

export const positionNewsRef = builder.objectRef<PositionNews>('PositionNews').implement({
	description: 'What is new of a position.',
	fields: (t) => ({
		id: t.id({ description: 'Of the position.', resolve: ({ model }) => idOf(model) }),
		currentPrice: t.field({ type: 'Decimal', nullable: true, resolve: ({ model }) => currentPriceOf(model) }),
		unrealisedPnl: t.field({ type: 'Decimal', nullable: true, resolve: ({ model }) => unrealisedOf(model) }),
		position: t.field({
			type: positionRef,
			nullable: true,
			description: 'The whole position where its books changed; null where only a quote did.',
			resolve: ({ model, booked }) => (booked ? model : null),
		}),
	}),
});
