import type { VenueAccount } from '../messages.ts';
import { isExact, mulDiv } from '../money/mul-div.ts';
import { noteProfit } from '../positions/group-profit.ts';
import { notePeak } from '../positions/profit-and-loss.ts';
import type { Scope } from '../state/outbox.ts';
import { type MarginState, marginStates } from '../state/state.ts';

/** The venue's own figures. They show every fill up to now, so that what was held back for fills is let go. */
export function onVenueAccount(scope: Scope, news: VenueAccount): void {
	const { account, out } = scope;
	const before = account.venue;
	takeFigures(scope, news);
	notePeak(scope);
	noteProfit(scope);
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
	noteMarginState({ account, out }, news);
}

/** Says once that the account fell to one of the broker's levels; that it rose again is nothing an operator must act on. */
function noteMarginState({ account, out }: Pick<Scope, 'account' | 'out'>, news: VenueAccount): void {
	const before = account.marginState;
	account.marginState = marginStateOf(news);
	if (account.marginState !== 'CLEAR' && marginStates.indexOf(account.marginState) > marginStates.indexOf(before))
		out.break(account, { code: account.marginState });
}

/** PERCENT: equity over margin, which is no level where no margin is used. MONEY: equity itself. */
function marginStateOf({ stopOutMode, marginCall, stopOut, equityMinor, marginMinor }: VenueAccount): MarginState {
	if ((stopOutMode ?? null) === null || (stopOutMode === 'PERCENT' && marginMinor <= 0)) return 'CLEAR';
	const value =
		stopOutMode === 'MONEY' ? equityMinor : (mulDiv(equityMinor, { times: 10_000, over: marginMinor }) ?? Number.POSITIVE_INFINITY);
	if (value < stopOut) return 'STOP_OUT';
	return value < marginCall ? 'MARGIN_CALL' : 'CLEAR';
}
