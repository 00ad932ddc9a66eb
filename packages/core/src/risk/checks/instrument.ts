import { type Check, deny, increaseOnly } from '../check.ts';

export const instrumentKnown: Check = {
	number: 3,
	title: 'instrument known',
	applies: { INCREASE: 'full', REDUCE: 'full', CANCEL: 'skip' },
	run: ({ instrument }) => (instrument === undefined ? deny('INSTRUMENT_UNKNOWN') : null),
};

export const instrumentTradable: Check = {
	number: 3,
	title: 'instrument active, specified by the venue, side allowed',
	applies: increaseOnly,
	run({ instrument, spec, terms }) {
		if (instrument?.active !== true) return deny('INSTRUMENT_INACTIVE');
		if (spec === undefined) return deny('INSTRUMENT_SPEC_MISSING');
		switch (spec.tradeMode) {
			case 'FULL':
				return null;
			case 'LONG_ONLY':
				return terms.side === 'BUY' ? null : deny('SIDE_NOT_ALLOWED');
			case 'SHORT_ONLY':
				return terms.side === 'SELL' ? null : deny('SIDE_NOT_ALLOWED');
			default:
				return deny('TRADING_DISABLED');
		}
	},
};

export const restrictedList: Check = {
	number: 30,
	title: 'instrument not on the restricted list',
	applies: increaseOnly,
	run: ({ instrument }) => (instrument?.restricted === true ? deny('INSTRUMENT_RESTRICTED') : null),
};
