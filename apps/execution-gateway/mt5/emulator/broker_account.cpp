// Equity and margin, and what the broker tells of its books.
#include "broker.hpp"

bool Broker::convertible(int symbol) const {
	Fraction rate;
	const auto &inst = instruments()[static_cast<size_t>(symbol)];
	return conversion(quotes, inst.profit, terms.currency, true, rate);
}

// The larger leg of each symbol, at the prices the positions were opened at.
int64_t Broker::marginOf(const std::vector<Position> &positions) const {
	int64_t total = 0;
	for (size_t s = 0; s < instruments().size(); s++) {
		int64_t legs[2] = {0, 0};
		for (const auto &p : positions) {
			if (p.symbol != static_cast<int>(s)) continue;
			int64_t cents = 0;
			if (marginCents(quotes, instruments()[s], terms.currency, terms.leverage, p.volume, p.open, cents)) legs[p.buy ? 0 : 1] += cents;
		}
		total += legs[0] > legs[1] ? legs[0] : legs[1];
	}
	return total;
}
bool Broker::affords(int symbol, bool buy, int64_t volume, int64_t price) const {
	std::vector<Position> after = books.positions;
	Position opened;
	opened.symbol = symbol;
	opened.buy = buy;
	opened.volume = volume;
	opened.open = {price, 1};
	bool merged = false;
	if (terms.netting)
		for (auto &p : after) {
			if (p.symbol != symbol) continue;
			merged = true;
			if (p.buy == buy) p = {p.ticket, p.identifier, p.magic, symbol, buy, p.volume + volume, 0, 0, 0, joinAverage(p.open, p.volume, price, volume)};
			else if (volume <= p.volume) p.volume -= volume;
			else p = {p.ticket, p.identifier, p.magic, symbol, buy, volume - p.volume, 0, 0, 0, {price, 1}};
		}
	if (!merged) after.push_back(opened);
	const int64_t needed = marginOf(after);
	return needed <= marginOf(books.positions) || figures().equityCents() >= needed;
}
Figures Broker::figures() const {
	Figures f;
	f.balanceCents = books.balanceCents;
	f.marginCents = marginOf(books.positions);
	for (const auto &p : books.positions) f.profitCents += floatingCents(p);
	return f;
}
int64_t Broker::floatingCents(const Position &p) const {
	const Tick &q = quote(p.symbol);
	int64_t cents = 0;
	if (q.bid > 0) profitCents(quotes, instruments()[static_cast<size_t>(p.symbol)], terms.currency, p.buy, p.volume, p.open, p.buy ? q.bid : q.ask, cents);
	return cents;
}

void Broker::tell(ENUM_TRADE_TRANSACTION_TYPE type, const Order &o) {
	MqlTradeTransaction t{};
	t.type = type;
	t.order = o.ticket;
	t.symbol = instruments()[static_cast<size_t>(o.symbol)].name;
	t.order_type = o.type;
	t.order_state = o.state;
	t.time_type = o.timeType;
	t.time_expiration = o.expirationMs / 1000;
	t.price = fromPoints(o.price, o.symbol);
	t.price_trigger = fromPoints(o.stopLimit, o.symbol);
	t.price_sl = fromPoints(o.sl, o.symbol);
	t.price_tp = fromPoints(o.tp, o.symbol);
	t.volume = static_cast<double>(o.left) / 100;
	t.position = type == TRADE_TRANSACTION_ORDER_ADD ? 0 : o.positionId;
	happened.push_back(t);
}
// order_type and order_state stay 0, as the documentation says: they read BUY and STARTED even on a sell.
void Broker::tell(const Deal &d) {
	MqlTradeTransaction t{};
	t.type = TRADE_TRANSACTION_DEAL_ADD;
	t.deal = d.ticket;
	t.order = d.order;
	t.symbol = instruments()[static_cast<size_t>(d.symbol)].name;
	t.deal_type = d.type;
	t.price = fromPoints(d.price, d.symbol);
	t.volume = static_cast<double>(d.volume) / 100;
	t.position = d.positionId;
	happened.push_back(t);
}
void Broker::tell(const Position &p) {
	MqlTradeTransaction t{};
	t.type = TRADE_TRANSACTION_POSITION;
	t.symbol = instruments()[static_cast<size_t>(p.symbol)].name;
	t.deal_type = p.buy ? DEAL_TYPE_BUY : DEAL_TYPE_SELL;
	t.price = static_cast<double>(p.open.num) / static_cast<double>(p.open.den) / static_cast<double>(instruments()[static_cast<size_t>(p.symbol)].scale);
	t.price_sl = fromPoints(p.sl, p.symbol);
	t.price_tp = fromPoints(p.tp, p.symbol);
	t.volume = static_cast<double>(p.volume) / 100;
	t.position = p.ticket;
	happened.push_back(t);
}
