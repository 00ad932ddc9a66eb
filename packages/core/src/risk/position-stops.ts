import type { Denial } from '../messages.ts';
import type { Position } from '../positions/position.ts';
import { markOf } from '../state/marks.ts';
import type { Scope } from '../state/outbox.ts';
import { specOf } from '../state/state.ts';
import { below, deny } from './check.ts';
import { userActive, userMayTrade } from './checks/identity.ts';
import { venueLink, venueTradeAllowed } from './checks/venue-link.ts';
import { cancelInputFor } from './input.ts';

type Stops = { readonly sl: number; readonly tp: number };

/**
 * Whether a position may get these stops (0: none): who asks, the line, tick, side, distance and the broker's freeze. Whoever may close may also protect; to take a
 * stop loss away adds risk and needs the right to trade. What stays as it is is not judged.
 */
export function assessStops(
	{ tenant, account, out }: Scope,
	ask: Stops & { readonly position: Position; readonly userId: number },
): Denial | null {
	const { position, sl, tp, userId } = ask;
	const { instrumentId, side } = position;
	const terms = { ...anyOrder, instrumentId, side };
	const input = cancelInputFor({ tenant, account, userId, terms, nowMs: out.nowMs });
	const mayRemove = position.sl !== 0 && sl === 0 ? userMayTrade.run(input) : null;
	const denial = userActive.run(input) ?? mayRemove ?? venueLink.run(input) ?? venueTradeAllowed.run(input);
	if (denial !== null) return denial;
	const spec = specOf(account, instrumentId);
	const mark = markOf(account, instrumentId);
	if (spec === undefined) return deny('INSTRUMENT_SPEC_MISSING');
	if (mark === undefined) return deny('MARK_MISSING');
	// A long is closed at the bid.
	const market = side === 'BUY' ? mark.bid : mark.ask;
	const sign = side === 'BUY' ? 1 : -1;
	for (const [now, asked, towards] of [[position.sl, sl, sign] as const, [position.tp, tp, -sign] as const]) {
		if (asked === now) continue;
		if (now !== 0 && Math.abs(market - now) < spec.freezeLevel)
			return below('STOPS_FROZEN', { value: Math.abs(market - now), limit: spec.freezeLevel });
		if (asked === 0) continue;
		if (!(spec.tickSize > 0 && asked % spec.tickSize === 0)) return deny('PRICE_OFF_TICK', { value: asked, limit: spec.tickSize });
		const away = (market - asked) * towards;
		if (away <= 0) return deny('STOPS_INVALID', { value: away, limit: 0 });
		if (away < spec.stopsLevel) return below('STOPS_TOO_CLOSE', { value: away, limit: spec.stopsLevel });
	}
	return null;
}

const anyOrder = { type: 'MARKET', tif: 'GTC', qty: 0, price: null, sl: null, tp: null, positionTicket: 0n, reduceOnly: false } as const;
