// What the server makes of a request to change what is there: orders, stops of positions, pairs of positions.
#include "broker.hpp"

namespace {
Answer refuse(uint retcode) { return {retcode, 0, 0, 0}; }
} // namespace

// Within the freeze level of the price that would trigger it, nothing may be changed any more.
bool Broker::isFrozen(const Order &o) const {
	const int64_t market = isBuy(o.type) ? quote(o.symbol).ask : quote(o.symbol).bid;
	return !isMarket(o.type) && std::llabs(o.price - market) < instrument(o.symbol).freezeLevel;
}
bool Broker::isFrozen(const Position &p) const {
	const int64_t market = p.buy ? quote(p.symbol).bid : quote(p.symbol).ask, level = instrument(p.symbol).freezeLevel;
	return (p.sl > 0 && std::llabs(p.sl - market) < level) || (p.tp > 0 && std::llabs(p.tp - market) < level);
}
Answer Broker::modify(const MqlTradeRequest &r) {
	Order *o = books.order(r.order);
	if (o == nullptr || isMarket(o->type)) return refuse(RETCODE_INVALID_ORDER);
	if (isFrozen(*o)) return refuse(RETCODE_FROZEN);
	Order changed = *o;
	changed.price = toPoints(r.price, o->symbol);
	if (r.stoplimit > 0) changed.stopLimit = toPoints(r.stoplimit, o->symbol);
	changed.sl = toPoints(r.sl, o->symbol);
	changed.tp = toPoints(r.tp, o->symbol);
	if (!lifetime(r, quote(o->symbol).timeMs, changed)) return refuse(RETCODE_INVALID_EXPIRATION);
	if (changed.price == o->price && changed.stopLimit == o->stopLimit && changed.sl == o->sl && changed.tp == o->tp && changed.expirationMs == o->expirationMs) return refuse(RETCODE_NO_CHANGES);
	if (const uint fault = pendingFault(changed)) return refuse(fault);
	*o = changed;
	tell(TRADE_TRANSACTION_ORDER_UPDATE, *o);
	return {RETCODE_DONE, o->ticket, 0, 0};
}
Answer Broker::stops(const MqlTradeRequest &r) {
	Position *p = nullptr;
	if (r.position != 0) p = books.position(r.position);
	else if (terms.netting)
		for (auto &held : books.positions)
			if (held.symbol == findInstrument(r.symbol.str())) p = &held;
	if (p == nullptr) return refuse(RETCODE_POSITION_CLOSED);
	if (isFrozen(*p)) return refuse(RETCODE_FROZEN);
	const int64_t sl = toPoints(r.sl, p->symbol), tp = toPoints(r.tp, p->symbol), level = instrument(p->symbol).stopsLevel;
	if (!stopsFit(p->buy, p->buy ? quote(p->symbol).bid : quote(p->symbol).ask, level, sl, tp)) return refuse(RETCODE_INVALID_STOPS);
	if (sl == p->sl && tp == p->tp) return refuse(RETCODE_NO_CHANGES);
	p->sl = sl;
	p->tp = tp;
	tell(*p);
	return {RETCODE_DONE, 0, 0, 0};
}
Answer Broker::remove(const MqlTradeRequest &r) {
	const Order *o = books.order(r.order);
	if (o == nullptr) return refuse(RETCODE_INVALID_ORDER);
	if (isFrozen(*o)) return refuse(RETCODE_FROZEN);
	endWorking(r.order, ORDER_STATE_CANCELED);
	return {RETCODE_DONE, r.order, 0, 0};
}
// Both legs go by the smaller volume at the open price of the second: the profit is booked on the first deal, the second is flat.
Answer Broker::closeBy(const MqlTradeRequest &r) {
	const Position *first = books.position(r.position), *second = books.position(r.position_by);
	if (terms.netting || first == nullptr || second == nullptr) return refuse(RETCODE_POSITION_CLOSED);
	if (first->symbol != second->symbol || first->buy == second->buy) return refuse(RETCODE_INVALID);
	const Position legs[2] = {*first, *second};
	const int64_t volume = legs[0].volume < legs[1].volume ? legs[0].volume : legs[1].volume;
	const int64_t price = roundHalfAway({legs[1].open.num, legs[1].open.den}); // a position that was filled in parts may have no whole one
	Order o;
	o.ticket = books.nextTicket++;
	o.magic = terms.closeByMagicRequest ? r.magic : 0;
	o.symbol = legs[0].symbol;
	o.type = ORDER_TYPE_CLOSE_BY;
	o.volume = volume;
	o.price = price;
	o.setupMs = o.doneMs = quote(o.symbol).timeMs;
	o.state = ORDER_STATE_FILLED;
	o.comment = kept(r.comment.str());
	o.positionId = legs[0].identifier;
	o.positionById = legs[1].identifier;
	tell(TRADE_TRANSACTION_ORDER_ADD, o);
	books.history.push_back(o);
	uint64_t firstDeal = 0;
	for (const Position &leg : legs) {
		Deal d;
		d.ticket = books.nextTicket++;
		d.order = o.ticket;
		d.positionId = leg.identifier;
		d.magic = o.magic;
		d.symbol = leg.symbol;
		d.type = leg.buy ? DEAL_TYPE_SELL : DEAL_TYPE_BUY;
		d.entry = DEAL_ENTRY_OUT_BY;
		d.reason = DEAL_REASON_EXPERT;
		d.volume = volume;
		d.price = price;
		d.timeMs = o.doneMs;
		if (!profitCents(quotes, instrument(leg.symbol), terms.currency, leg.buy, volume, leg.open, price, d.profitCents)) fatal("no conversion into the account's currency");
		Position *held = books.position(leg.ticket);
		d.comment = o.comment;
		d.swapCents = volume == held->volume ? held->swapCents : roundHalfAway({static_cast<i128>(held->swapCents) * volume, held->volume});
		held->swapCents -= d.swapCents;
		books.balanceCents += d.profitCents + d.swapCents;
		books.deals.push_back(d);
		tell(d);
		if (firstDeal == 0) firstDeal = d.ticket;
		held->volume -= volume;
		if (held->volume == 0) books.positions.erase(books.positions.begin() + (held - books.positions.data()));
	}
	tell(TRADE_TRANSACTION_ORDER_DELETE, o);
	tell(TRADE_TRANSACTION_HISTORY_ADD, o);
	return {RETCODE_DONE, o.ticket, firstDeal, volume};
}
