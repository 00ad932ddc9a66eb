import { formatScaled } from '../../decimal.ts';
import { builder } from '../../graphql/builder.ts';
import { type InstrumentModel, instrumentRef } from '../instruments/types.ts';
import type { WireDepth } from './wire.ts';

export type DepthModel = {
	readonly instrument: InstrumentModel;
	/** Null where the broker shows none. */
	readonly depth: WireDepth | null;
};
type LevelModel = { readonly price: string; readonly quantity: string };

const levelRef = builder.objectRef<LevelModel>('DepthLevel').implement({
	fields: (t) => ({
		price: t.expose('price', { type: 'Decimal' }),
		quantity: t.expose('quantity', { type: 'Decimal', description: 'Lots that rest at this price.' }),
	}),
});

const levelsOf = ({ instrument, depth }: DepthModel, side: 'bids' | 'asks'): LevelModel[] =>
	(depth?.[side] ?? []).map(({ price, qty }) => ({
		price: formatScaled(price, instrument.priceDigits),
		quantity: formatScaled(qty, instrument.qtyDigits),
	}));

export const depthRef = builder.objectRef<DepthModel>('MarketDepth').implement({
	description: 'What rests at a broker. Without levels the broker shows no depth of the instrument, or the terminal has no line.',
	fields: (t) => ({
		instrument: t.expose('instrument', { type: instrumentRef }),
		bids: t.field({ type: [levelRef], description: 'The highest first.', resolve: (depth) => levelsOf(depth, 'bids') }),
		asks: t.field({ type: [levelRef], description: 'The lowest first.', resolve: (depth) => levelsOf(depth, 'asks') }),
		at: t.field({
			type: 'DateTime',
			nullable: true,
			description: 'When the gateway heard of the last change.',
			resolve: ({ depth }) => depth && new Date(depth.atMs),
		}),
	}),
});
