import type { VenueAccount } from '../messages.ts';
import { isExact } from '../money/mul-div.ts';
import { notePeak } from '../positions/profit-and-loss.ts';
import type { Scope } from '../state/outbox.ts';

/** The venue's own figures. They show every fill up to now, so that what was held back for fills is let go. */
export function onVenueAccount(scope: Scope, news: VenueAccount): void {
	const { account, out } = scope;
	const before = account.venue;
	takeFigures(scope, news);
	notePeak(scope);
	const now = account.venue;
	const changed =
		before?.equityMinor !== now?.equityMinor ||
		before?.marginMinor !== now?.marginMinor ||
		before?.serverConnected !== now?.serverConnected ||
		before?.tradeAllowed !== now?.tradeAllowed;
	if (changed) out.account(account);
}

export function takeFigures({ account, out }: Scope, news: VenueAccount): void {
	const numbers = [news.balanceMinor, news.creditMinor, news.equityMinor, news.marginMinor, news.marginFreeMinor];
	if (!numbers.every(isExact)) {
		out.breakOnce(account, { code: 'CONTRADICTION' });
		return;
	}
	account.venue = news;
	account.filledMarginMinor = 0;
}
