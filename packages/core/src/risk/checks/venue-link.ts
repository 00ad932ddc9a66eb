import { type Check, deny } from '../check.ts';

/** Full for every class: a request that can't reach the venue is refused, not kept for later. */
export const venueLink: Check = {
	number: 29,
	title: 'terminal connected and reconciled, its server connected',
	applies: { INCREASE: 'full', REDUCE: 'full', CANCEL: 'full' },
	run({ account }) {
		if (!account.link) return deny('VENUE_LINK_DOWN');
		if (!account.reconciled) return deny('VENUE_NOT_RECONCILED');
		return account.venue?.serverConnected === true ? null : deny('VENUE_LINK_DOWN');
	},
};

/** Without the right to trade the terminal sends nothing, closes included; a cancel is left for the venue to judge. */
export const venueTradeAllowed: Check = {
	number: 29,
	title: 'terminal allowed to trade',
	applies: { INCREASE: 'full', REDUCE: 'full', CANCEL: 'skip' },
	run: ({ account }) => (account.venue?.tradeAllowed === true ? null : deny('VENUE_TRADE_DISABLED')),
};
