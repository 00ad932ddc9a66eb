import { builder } from '../../graphql/builder.ts';
import { toInt } from '../../graphql/ids.ts';
import { findInstrument } from './service.ts';

export type InstrumentModel = {
	readonly __typename: 'Instrument';
	readonly id: number;
	readonly symbol: string;
	readonly description: string;
	readonly priceDigits: number;
	readonly qtyDigits: number;
	/** Units of the base currency (or the underlying) in one lot. */
	readonly contractSize: bigint;
	readonly baseCurrency: string;
	readonly quoteCurrency: string;
	readonly active: boolean;
	/** On the restricted list. */
	readonly restricted: boolean;
	readonly brokerSymbols: readonly VenueSymbol[];
};
/** What an instrument is called at a broker's server. */
type VenueSymbol = { readonly server: string; readonly symbol: string };

const venueSymbolRef = builder.objectRef<VenueSymbol>('VenueSymbol').implement({
	fields: (t) => ({ server: t.exposeString('server'), symbol: t.exposeString('symbol') }),
});

export const instrumentRef = builder.objectRef<InstrumentModel>('Instrument');
builder.node(instrumentRef, {
	id: { resolve: (instrument) => instrument.id },
	loadOne: (id, context) => findInstrument(context, toInt(id)),
	fields: (t) => ({
		symbol: t.exposeString('symbol'),
		description: t.exposeString('description'),
		priceDigits: t.exposeInt('priceDigits'),
		qtyDigits: t.exposeInt('qtyDigits'),
		contractSize: t.expose('contractSize', { type: 'BigInt' }),
		baseCurrency: t.exposeString('baseCurrency'),
		quoteCurrency: t.exposeString('quoteCurrency'),
		restricted: t.exposeBoolean('restricted', { description: 'On the restricted list: nothing that opens or adds is taken.' }),
		venueSymbols: t.field({
			type: [venueSymbolRef],
			description: 'What it is called at the servers of your brokers.',
			resolve: ({ brokerSymbols }) => [...brokerSymbols],
		}),
	}),
});
