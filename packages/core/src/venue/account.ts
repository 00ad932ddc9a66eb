import type { VenueAccount } from '../messages.ts';
import { isExact } from '../money/mul-div.ts';
import type { Scope } from '../state/outbox.ts';

/** The venue's own figures. They show every fill up to now, so that what was held back for fills is let go. */
export function onVenueAccount({ account, out }: Scope, news: VenueAccount): void {
	const numbers = [news.balanceMinor, news.creditMinor, news.equityMinor, news.marginMinor, news.marginFreeMinor];
	if (!numbers.every(isExact)) {
		out.breakOnce(account, { code: 'CONTRADICTION' });
		return;
	}
	const before = account.venue;
	account.venue = news;
	account.filledMarginMinor = 0;
	const changed =
		before === null ||
		before.equityMinor !== news.equityMinor ||
		before.marginMinor !== news.marginMinor ||
		before.serverConnected !== news.serverConnected ||
		before.tradeAllowed !== news.tradeAllowed;
	if (changed) out.account(account);
}
