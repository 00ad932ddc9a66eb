// What the server makes of a trade request.
#include "broker.hpp"

namespace {
constexpr int64_t dayMs = 86400000;
Answer refuse(uint retcode) { return {retcode, 0, 0}; }
bool wholeVolume(double lots, int64_t &volume) {
	volume = llround(lots * 100);
	return std::fabs(lots * 100 - static_cast<double>(volume)) < 1e-6 && volume >= volumeMin && volume <= volumeMax && volume % volumeStep == 0;
}
// A stop is on the losing side of the price that would trigger it, a target on the winning side.
bool stopsFit(bool buy, int64_t reference, int64_t sl, int64_t tp) {
	return (sl == 0 || (buy ? sl < reference : sl > reference)) && (tp == 0 || (buy ? tp > reference : tp < reference));
}
bool fillingFits(const MqlTradeRequest &r) {
	if (r.type_filling == ORDER_FILLING_FOK) return (fillingMask & 1) != 0;
	if (r.type_filling == ORDER_FILLING_IOC) return (fillingMask & 2) != 0;
	return r.type_filling == ORDER_FILLING_RETURN && r.action == TRADE_ACTION_PENDING; // never for a market order in market execution
}
// The lifetime in terms of a moment; false where it has passed.
bool lifetime(const MqlTradeRequest &r, int64_t nowMs, Order &o) {
	o.timeType = r.type_time;
	if (r.type_time == ORDER_TIME_GTC) o.expirationMs = 0;
	else if (r.type_time == ORDER_TIME_DAY) o.expirationMs = (nowMs / dayMs + 1) * dayMs;
	else o.expirationMs = r.type_time == ORDER_TIME_SPECIFIED_DAY ? (r.expiration / 86400 + 1) * dayMs : r.expiration * 1000;
	return o.expirationMs == 0 || o.expirationMs > nowMs;
}
} // namespace

Answer Broker::request(const MqlTradeRequest &r) {
	switch (r.action) {
		case TRADE_ACTION_REMOVE: return remove(r);
		case TRADE_ACTION_MODIFY: return modify(r);
		case TRADE_ACTION_SLTP: return stops(r);
		case TRADE_ACTION_CLOSE_BY: return closeBy(r);
		case TRADE_ACTION_DEAL:
		case TRADE_ACTION_PENDING: break;
		default: return refuse(RETCODE_INVALID);
	}
	const int symbol = findInstrument(r.symbol.str());
	if (symbol < 0) return refuse(RETCODE_INVALID);
	if (quote(symbol).bid <= 0 || !convertible(symbol)) return refuse(RETCODE_PRICE_OFF);
	if (!fillingFits(r)) return refuse(RETCODE_INVALID_FILL);
	return r.action == TRADE_ACTION_DEAL ? deal(r, symbol) : pending(r, symbol);
}
Answer Broker::deal(const MqlTradeRequest &r, int symbol) {
	if (r.type != ORDER_TYPE_BUY && r.type != ORDER_TYPE_SELL) return refuse(RETCODE_INVALID_ORDER);
	Order o;
	if (!wholeVolume(r.volume, o.volume)) return refuse(RETCODE_INVALID_VOLUME);
	const bool buy = r.type == ORDER_TYPE_BUY;
	const Tick &q = quote(symbol);
	const int64_t price = buy ? q.ask : q.bid;
	o.sl = toPoints(r.sl, symbol);
	o.tp = toPoints(r.tp, symbol);
	if (!stopsFit(buy, buy ? q.bid : q.ask, o.sl, o.tp)) return refuse(RETCODE_INVALID_STOPS);
	Position *closing = nullptr;
	if (r.position != 0 && !terms.netting) {
		closing = books.position(r.position);
		if (closing == nullptr || closing->symbol != symbol) return refuse(RETCODE_POSITION_CLOSED);
		if (closing->buy == buy || closing->volume < o.volume) return refuse(RETCODE_INVALID_CLOSE_VOLUME);
	} else if (!affords(symbol, buy, o.volume, price)) return refuse(RETCODE_NO_MONEY);
	o.ticket = books.nextTicket++;
	o.magic = r.magic;
	o.symbol = symbol;
	o.type = r.type;
	o.left = o.volume;
	o.price = price;
	o.setupMs = q.timeMs;
	tell(TRADE_TRANSACTION_ORDER_ADD, o);
	return {RETCODE_DONE, o.ticket, fill(o, price, closing, DEAL_REASON_EXPERT)};
}

// Limits rest on the better side of the market, stops on the worse; a stop-limit's limit is judged against its trigger.
uint Broker::pendingFault(const Order &o) const {
	const bool buy = isBuy(o.type);
	const int64_t market = buy ? quote(o.symbol).ask : quote(o.symbol).bid;
	if (o.price <= 0) return RETCODE_INVALID_PRICE;
	int64_t entry = o.price;
	switch (o.type) {
		case ORDER_TYPE_BUY_LIMIT: if (o.price >= market) return RETCODE_INVALID_PRICE; break;
		case ORDER_TYPE_SELL_LIMIT: if (o.price <= market) return RETCODE_INVALID_PRICE; break;
		case ORDER_TYPE_BUY_STOP_LIMIT:
		case ORDER_TYPE_SELL_STOP_LIMIT:
			if (o.stopLimit <= 0 || (buy ? o.stopLimit > o.price : o.stopLimit < o.price)) return RETCODE_INVALID_PRICE;
			entry = o.stopLimit;
			[[fallthrough]];
		case ORDER_TYPE_BUY_STOP:
		case ORDER_TYPE_SELL_STOP: if (buy ? o.price <= market : o.price >= market) return RETCODE_INVALID_PRICE; break;
		default: return RETCODE_INVALID_ORDER;
	}
	return stopsFit(buy, entry, o.sl, o.tp) ? 0 : static_cast<uint>(RETCODE_INVALID_STOPS);
}
Answer Broker::pending(const MqlTradeRequest &r, int symbol) {
	Order o;
	if (!wholeVolume(r.volume, o.volume)) return refuse(RETCODE_INVALID_VOLUME);
	const Tick &q = quote(symbol);
	o.symbol = symbol;
	o.type = r.type;
	o.price = toPoints(r.price, symbol);
	o.stopLimit = toPoints(r.stoplimit, symbol);
	o.sl = toPoints(r.sl, symbol);
	o.tp = toPoints(r.tp, symbol);
	if (const uint fault = pendingFault(o)) return refuse(fault);
	if (!lifetime(r, q.timeMs, o)) return refuse(RETCODE_INVALID_EXPIRATION);
	o.ticket = books.nextTicket++;
	o.magic = r.magic;
	o.state = ORDER_STATE_PLACED;
	o.left = o.volume;
	o.setupMs = q.timeMs;
	books.orders.push_back(o);
	tell(TRADE_TRANSACTION_ORDER_ADD, o);
	return {RETCODE_DONE, o.ticket, 0};
}
Answer Broker::modify(const MqlTradeRequest &r) {
	Order *o = books.order(r.order);
	if (o == nullptr) return refuse(RETCODE_INVALID_ORDER);
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
	return {RETCODE_DONE, o->ticket, 0};
}
Answer Broker::stops(const MqlTradeRequest &r) {
	Position *p = nullptr;
	if (r.position != 0) p = books.position(r.position);
	else if (terms.netting)
		for (auto &held : books.positions)
			if (held.symbol == findInstrument(r.symbol.str())) p = &held;
	if (p == nullptr) return refuse(RETCODE_POSITION_CLOSED);
	const int64_t sl = toPoints(r.sl, p->symbol), tp = toPoints(r.tp, p->symbol);
	if (!stopsFit(p->buy, p->buy ? quote(p->symbol).bid : quote(p->symbol).ask, sl, tp)) return refuse(RETCODE_INVALID_STOPS);
	if (sl == p->sl && tp == p->tp) return refuse(RETCODE_NO_CHANGES);
	p->sl = sl;
	p->tp = tp;
	tell(*p);
	return {RETCODE_DONE, 0, 0};
}
Answer Broker::remove(const MqlTradeRequest &r) {
	if (books.order(r.order) == nullptr) return refuse(RETCODE_INVALID_ORDER);
	endWorking(r.order, ORDER_STATE_CANCELED);
	return {RETCODE_DONE, r.order, 0};
}
// Both legs go by the smaller volume at the open price of the second: the profit is booked on the first deal, the second is flat.
Answer Broker::closeBy(const MqlTradeRequest &r) {
	const Position *first = books.position(r.position), *second = books.position(r.position_by);
	if (terms.netting || first == nullptr || second == nullptr) return refuse(RETCODE_POSITION_CLOSED);
	if (first->symbol != second->symbol || first->buy == second->buy) return refuse(RETCODE_INVALID);
	const Position legs[2] = {*first, *second};
	const int64_t volume = legs[0].volume < legs[1].volume ? legs[0].volume : legs[1].volume;
	const int64_t price = legs[1].open.num / legs[1].open.den; // exact: on a hedging account a position has one opening price
	Order o;
	o.ticket = books.nextTicket++;
	o.magic = terms.closeByMagicRequest ? r.magic : 0;
	o.symbol = legs[0].symbol;
	o.type = ORDER_TYPE_CLOSE_BY;
	o.volume = volume;
	o.price = price;
	o.setupMs = o.doneMs = quote(o.symbol).timeMs;
	o.state = ORDER_STATE_FILLED;
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
		if (!profitCents(quotes, instruments()[static_cast<size_t>(leg.symbol)], terms.currency, leg.buy, volume, leg.open, price, d.profitCents)) fatal("no conversion into the account's currency");
		books.balanceCents += d.profitCents;
		books.deals.push_back(d);
		tell(d);
		if (firstDeal == 0) firstDeal = d.ticket;
		Position *held = books.position(leg.ticket);
		held->volume -= volume;
		if (held->volume == 0) books.positions.erase(books.positions.begin() + (held - books.positions.data()));
	}
	tell(TRADE_TRANSACTION_ORDER_DELETE, o);
	tell(TRADE_TRANSACTION_HISTORY_ADD, o);
	return {RETCODE_DONE, o.ticket, firstDeal};
}
