// What a tick does to the books, and how an order becomes deals.
#include <algorithm>

#include "broker.hpp"

void Broker::tick(int symbol, const Tick &t) {
	quotes[static_cast<size_t>(symbol)] = t;
	expire(t.timeMs);
	triggerStops(symbol);
	std::vector<uint64_t> tickets;
	for (const auto &o : books.orders)
		if (o.symbol == symbol) tickets.push_back(o.ticket);
	std::sort(tickets.begin(), tickets.end());
	for (uint64_t ticket : tickets) triggerOrder(ticket);
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
		Position *p = books.position(ticket);
		const int64_t price = p->buy ? quote(symbol).bid : quote(symbol).ask;
		const bool stopped = p->sl > 0 && (p->buy ? price <= p->sl : price >= p->sl);
		const bool taken = p->tp > 0 && (p->buy ? price >= p->tp : price <= p->tp);
		if (!stopped && !taken) continue;
		Order o;
		o.ticket = books.nextTicket++;
		o.magic = terms.slMagicPosition ? p->magic : 0;
		o.symbol = symbol;
		o.type = p->buy ? ORDER_TYPE_SELL : ORDER_TYPE_BUY;
		o.volume = o.left = p->volume;
		o.price = price;
		o.setupMs = quote(symbol).timeMs;
		fill(o, price, p, stopped ? DEAL_REASON_SL : DEAL_REASON_TP);
	}
}
void Broker::triggerOrder(uint64_t ticket) {
	Order *o = books.order(ticket);
	if (o == nullptr || !convertible(o->symbol)) return;
	const bool buy = isBuy(o->type);
	const int64_t price = buy ? quote(o->symbol).ask : quote(o->symbol).bid;
	const bool stop = o->type == ORDER_TYPE_BUY_STOP || o->type == ORDER_TYPE_SELL_STOP || o->type == ORDER_TYPE_BUY_STOP_LIMIT || o->type == ORDER_TYPE_SELL_STOP_LIMIT;
	const bool below = price <= o->price, above = price >= o->price;
	if (!(buy != stop ? below : above)) return;
	if (o->type == ORDER_TYPE_BUY_STOP_LIMIT || o->type == ORDER_TYPE_SELL_STOP_LIMIT) {
		o->type = buy ? ORDER_TYPE_BUY_LIMIT : ORDER_TYPE_SELL_LIMIT;
		o->price = o->stopLimit;
		o->stopLimit = 0;
		tell(TRADE_TRANSACTION_ORDER_UPDATE, *o);
		return;
	}
	if (!affords(o->symbol, buy, o->left, price)) {
		endWorking(ticket, ORDER_STATE_CANCELED);
		return;
	}
	const Order taken = *o;
	books.orders.erase(books.orders.begin() + (o - books.orders.data()));
	fill(taken, price, nullptr, DEAL_REASON_EXPERT);
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

// Whole, at one price. `order` is in no list any more. Gives the deal's ticket.
uint64_t Broker::fill(Order order, int64_t price, Position *closing, ENUM_DEAL_REASON reason) {
	const bool buy = isBuy(order.type);
	Position *held = closing;
	if (held == nullptr && terms.netting)
		for (auto &p : books.positions)
			if (p.symbol == order.symbol) held = &p;
	Deal d;
	d.reason = reason;
	d.volume = order.left;
	d.price = price;
	if (held == nullptr) {
		Position opened{order.ticket, order.ticket, order.magic, order.symbol, buy, order.left, order.sl, order.tp, quote(order.symbol).timeMs, {price, 1}};
		books.positions.push_back(opened);
		d.positionId = order.ticket;
	} else {
		d.positionId = held->identifier;
		if (held->buy == buy) {
			held->open = joinAverage(held->open, held->volume, price, order.left);
			held->volume += order.left;
			if (order.sl > 0) held->sl = order.sl;
			if (order.tp > 0) held->tp = order.tp;
		} else {
			const int64_t closed = std::min(held->volume, order.left);
			if (!profitCents(quotes, instruments()[static_cast<size_t>(order.symbol)], terms.currency, held->buy, closed, held->open, price, d.profitCents))
				fatal("no conversion into the account's currency");
			d.entry = order.left > held->volume ? DEAL_ENTRY_INOUT : DEAL_ENTRY_OUT;
			if (d.entry == DEAL_ENTRY_INOUT) { // the identifier stays, the ticket is the reversing order's
				const Position reversed{order.ticket, held->identifier, order.magic, order.symbol, buy, order.left - held->volume, order.sl, order.tp, quote(order.symbol).timeMs, {price, 1}};
				*held = reversed;
			} else if (held->volume == closed) books.positions.erase(books.positions.begin() + (held - books.positions.data()));
			else held->volume -= closed;
		}
	}
	order.positionId = d.positionId;
	return book(order, d);
}

// The order's end and its deal, with the money.
uint64_t Broker::book(const Order &filled, Deal d) {
	Order order = filled;
	order.left = 0;
	order.state = ORDER_STATE_FILLED;
	order.doneMs = quote(order.symbol).timeMs;
	books.history.push_back(order);
	d.ticket = books.nextTicket++;
	d.order = order.ticket;
	d.magic = order.magic;
	d.symbol = order.symbol;
	d.type = isBuy(order.type) ? DEAL_TYPE_BUY : DEAL_TYPE_SELL;
	d.timeMs = order.doneMs;
	books.deals.push_back(d);
	books.balanceCents += d.profitCents;
	tell(d);
	tell(TRADE_TRANSACTION_ORDER_DELETE, order);
	tell(TRADE_TRANSACTION_HISTORY_ADD, order);
	return d.ticket;
}
