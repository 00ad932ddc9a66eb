// What a tick does to the books, and how an order becomes deals.
#include <algorithm>

#include "broker.hpp"

void Broker::tick(int symbol, const Tick &t) {
	rollover(t.timeMs);
	quotes[static_cast<size_t>(symbol)] = t;
	expire(t.timeMs);
	if (pricesOff) return;
	triggerStops(symbol);
	std::vector<uint64_t> tickets;
	for (const auto &o : books.orders)
		if (o.symbol == symbol) tickets.push_back(o.ticket);
	std::sort(tickets.begin(), tickets.end());
	for (uint64_t ticket : tickets) triggerOrder(ticket);
	stopOut();
}
void Broker::expire(int64_t nowMs) {
	std::vector<uint64_t> due;
	for (const auto &o : books.orders)
		if (o.expirationMs > 0 && nowMs >= o.expirationMs) due.push_back(o.ticket);
	for (uint64_t ticket : due) endWorking(ticket, ORDER_STATE_EXPIRED);
}

// By ticket, a loss before a gain; a long's look at the bid.
void Broker::triggerStops(int symbol) {
	std::vector<uint64_t> tickets;
	for (const auto &p : books.positions)
		if (p.symbol == symbol && (p.sl > 0 || p.tp > 0)) tickets.push_back(p.ticket);
	if (tickets.empty() || !convertible(symbol)) return;
	std::sort(tickets.begin(), tickets.end());
	for (uint64_t ticket : tickets) {
		const Position *p = books.position(ticket);
		const int64_t price = p->buy ? quote(symbol).bid : quote(symbol).ask;
		const bool stopped = p->sl > 0 && (p->buy ? price <= p->sl : price >= p->sl);
		const bool taken = p->tp > 0 && (p->buy ? price >= p->tp : price <= p->tp);
		if (!stopped && !taken) continue;
		char level[32];
		snprintf(level, sizeof level, "[%s %.*f]", stopped ? "sl" : "tp", instrument(symbol).digits, fromPoints(stopped ? p->sl : p->tp, symbol));
		closeAt(*p, stopped ? DEAL_REASON_SL : DEAL_REASON_TP, stopped ? slipped(symbol, !p->buy, price) : price, level);
	}
}
// The broker's own order against a position, whole and at once.
void Broker::closeAt(const Position &p, ENUM_DEAL_REASON reason, int64_t price, const std::string &comment) {
	Order o;
	o.ticket = books.nextTicket++;
	o.magic = terms.slMagicPosition ? p.magic : 0;
	o.symbol = p.symbol;
	o.type = p.buy ? ORDER_TYPE_SELL : ORDER_TYPE_BUY;
	o.volume = o.left = p.volume;
	o.price = price;
	o.setupMs = quote(p.symbol).timeMs;
	o.reason = reason;
	o.positionId = p.identifier;
	o.closes = true;
	o.comment = comment;
	fill(o, price, o.left, false);
}
void Broker::triggerOrder(uint64_t ticket) {
	Order *o = books.order(ticket);
	if (o == nullptr || !convertible(o->symbol)) return;
	const bool buy = isBuy(o->type);
	int64_t price = buy ? quote(o->symbol).ask : quote(o->symbol).bid;
	const bool stop = o->type == ORDER_TYPE_BUY_STOP || o->type == ORDER_TYPE_SELL_STOP || o->type == ORDER_TYPE_BUY_STOP_LIMIT || o->type == ORDER_TYPE_SELL_STOP_LIMIT;
	const bool below = price <= o->price, above = price >= o->price;
	if (!isMarket(o->type) && !(buy != stop ? below : above)) return;
	if (o->type == ORDER_TYPE_BUY_STOP_LIMIT || o->type == ORDER_TYPE_SELL_STOP_LIMIT) {
		o->type = buy ? ORDER_TYPE_BUY_LIMIT : ORDER_TYPE_SELL_LIMIT;
		o->price = o->stopLimit;
		o->stopLimit = 0;
		tell(TRADE_TRANSACTION_ORDER_UPDATE, *o);
		return;
	}
	if (stop) price = slipped(o->symbol, buy, price);
	const Position *closing = o->closes ? books.position(o->positionId) : nullptr;
	if (o->closes ? closing == nullptr || closing->buy == buy : !affords(o->symbol, buy, o->left, price)) {
		endWorking(ticket, ORDER_STATE_CANCELED);
		return;
	}
	const Order taken = *o;
	const int64_t wanted = closing == nullptr ? taken.left : std::min(taken.left, closing->volume);
	books.orders.erase(books.orders.begin() + (o - books.orders.data()));
	fill(taken, price, takes(taken.symbol, wanted), true);
}
void Broker::endWorking(uint64_t ticket, ENUM_ORDER_STATE state) {
	Order *o = books.order(ticket);
	Order ended = *o;
	books.orders.erase(books.orders.begin() + (o - books.orders.data()));
	ended.state = state;
	ended.doneMs = std::max(quote(ended.symbol).timeMs, ended.setupMs);
	books.history.push_back(ended);
	tell(TRADE_TRANSACTION_ORDER_DELETE, ended);
	tell(TRADE_TRANSACTION_HISTORY_ADD, ended);
}
int64_t Broker::takes(int symbol, int64_t wanted) const {
	const int64_t most = instrument(symbol).fillMax;
	return most > 0 ? std::min(most, wanted) : wanted;
}
int64_t Broker::slipped(int symbol, bool buy, int64_t price) {
	if (terms.slippageMax == 0) return price;
	const auto span = static_cast<uint64_t>(2 * terms.slippageMax + 1);
	const int64_t against = terms.slippageRandom ? static_cast<int64_t>(chance() % span) - terms.slippageMax : terms.slippageMax;
	const int64_t at = buy ? price + against : price - against;
	return at > 0 ? at : price;
}

uint64_t Broker::fill(Order order, int64_t price, int64_t volume, bool mayRest) {
	const bool buy = isBuy(order.type);
	Position *held = nullptr;
	if (order.closes) held = books.position(order.positionId);
	else if (terms.netting) {
		for (auto &p : books.positions)
			if (p.symbol == order.symbol) held = &p;
	} else if (order.left < order.volume) held = books.position(order.ticket); // a later part of it goes into the position that the first one opened
	Deal d;
	d.reason = order.reason;
	d.volume = volume;
	d.price = price;
	d.symbol = order.symbol;
	d.comment = order.comment;
	if (held == nullptr) {
		Position opened{order.ticket, order.ticket, order.magic, order.symbol, buy, volume, order.sl, order.tp, quote(order.symbol).timeMs, {price, 1}, 0, order.comment};
		books.positions.push_back(opened);
		d.positionId = order.ticket;
	} else {
		d.positionId = held->identifier;
		if (held->buy == buy) {
			held->open = joinAverage(held->open, held->volume, {price, 1}, volume);
			held->volume += volume;
			if (order.sl > 0) held->sl = order.sl;
			if (order.tp > 0) held->tp = order.tp;
		} else {
			const int64_t closed = std::min(held->volume, volume);
			if (!profitCents(quotes, instrument(order.symbol), terms.currency, held->buy, closed, held->open, price, d.profitCents)) fatal("no conversion into the account's currency");
			// Swap goes with the volume that it was charged for; the last part takes what is left.
			d.swapCents = closed == held->volume ? held->swapCents : roundHalfAway({static_cast<i128>(held->swapCents) * closed, held->volume});
			held->swapCents -= d.swapCents;
			d.entry = volume > held->volume ? DEAL_ENTRY_INOUT : DEAL_ENTRY_OUT;
			if (d.entry == DEAL_ENTRY_INOUT) { // the identifier stays, the ticket is the reversing order's
				const Position reversed{order.ticket, held->identifier, order.magic, order.symbol, buy, volume - held->volume, order.sl, order.tp, quote(order.symbol).timeMs, {price, 1}, 0, order.comment};
				*held = reversed;
			} else if (held->volume == closed) books.positions.erase(books.positions.begin() + (held - books.positions.data()));
			else held->volume -= closed;
		}
	}
	if (!order.closes) order.positionId = d.positionId;
	order.left -= volume;
	const bool rests = order.left > 0 && mayRest;
	order.state = order.left == 0 ? ORDER_STATE_FILLED : rests ? ORDER_STATE_PARTIAL : ORDER_STATE_CANCELED;
	d.ticket = books.nextTicket++;
	d.order = order.ticket;
	d.magic = order.magic;
	d.type = buy ? DEAL_TYPE_BUY : DEAL_TYPE_SELL;
	d.timeMs = quote(order.symbol).timeMs;
	d.commissionCents = commissionCents(d);
	if (rests) books.orders.push_back(order);
	else {
		order.doneMs = d.timeMs;
		books.history.push_back(order);
	}
	books.deals.push_back(d);
	books.balanceCents += d.profitCents + d.swapCents + d.commissionCents;
	tell(d);
	if (rests) {
		tell(TRADE_TRANSACTION_ORDER_UPDATE, order);
		return d.ticket;
	}
	tell(TRADE_TRANSACTION_ORDER_DELETE, order);
	tell(TRADE_TRANSACTION_HISTORY_ADD, order);
	return d.ticket;
}
// Charged with each deal, below 0.
int64_t Broker::commissionCents(const Deal &d) const {
	const Instrument &inst = instrument(d.symbol);
	switch (inst.commission.kind) {
		case Commission::LOT: return -roundHalfAway({static_cast<i128>(inst.commission.value) * d.volume, 100});
		case Commission::DEAL: return -inst.commission.value;
		case Commission::PERCENT: {
			// Of what is traded, as the profit of its whole price.
			int64_t worth = 0;
			if (!profitCents(quotes, inst, terms.currency, true, d.volume, {0, 1}, d.price, worth)) fatal("no conversion into the account's currency");
			return -roundHalfAway({static_cast<i128>(worth) * inst.commission.value, 1000000});
		}
		default: return 0;
	}
}
