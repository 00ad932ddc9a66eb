// Equity and margin, and what the broker tells of its books.
#include <algorithm>

#include "broker.hpp"

bool Broker::convertible(int symbol) const {
	Fraction rate;
	const auto &inst = instrument(symbol);
	return conversion(quotes, inst.profit, terms.currency, true, rate);
}

// MetaQuotes' formulas for several positions of one symbol: the larger leg, or what is not covered in full and what is covered at the hedged margin.
int64_t Broker::marginOfSymbol(int symbol, const std::vector<Position> &positions) const {
	const Instrument &inst = instrument(symbol);
	int64_t volume[2] = {0, 0}, cents[2] = {0, 0}, covered = 0, free = 0;
	Average price[2], all;
	for (const auto &p : positions) {
		if (p.symbol != symbol) continue;
		const int leg = p.buy ? 0 : 1;
		price[leg] = volume[leg] == 0 ? p.open : joinAverage(price[leg], volume[leg], p.open, p.volume);
		all = volume[0] + volume[1] == 0 ? p.open : joinAverage(all, volume[0] + volume[1], p.open, p.volume);
		volume[leg] += p.volume;
	}
	const int64_t rates[2] = {inst.rateBuyPpm, inst.rateSellPpm};
	const int64_t perLot = inst.marginMaintenance > 0 ? inst.marginMaintenance : inst.marginInitial;
	if (inst.hedgedUseLeg || volume[0] == 0 || volume[1] == 0) {
		for (int leg = 0; leg < 2; leg++)
			if (volume[leg] > 0) marginCents(quotes, inst, terms.currency, terms.leverage, {volume[leg], price[leg], {rates[leg], 1000000}, inst.contract, perLot}, cents[leg]);
		return std::max(cents[0], cents[1]);
	}
	const int larger = volume[0] > volume[1] ? 0 : 1;
	const int64_t hedged = volume[1 - larger];
	if (volume[larger] > hedged) marginCents(quotes, inst, terms.currency, terms.leverage, {volume[larger] - hedged, price[larger], {rates[larger], 1000000}, inst.contract, perLot}, free);
	const bool fixed = inst.marginInitial > 0;
	if (inst.marginHedged > 0)
		marginCents(quotes, inst, terms.currency, terms.leverage, {hedged, all, {rates[0] + rates[1], 2000000}, fixed ? 0 : inst.marginHedged, fixed ? inst.marginHedged : 0}, covered);
	return free + covered;
}
int64_t Broker::marginOfOrder(const Order &o) const {
	const Instrument &inst = instrument(o.symbol);
	int64_t cents = 0;
	if (inst.ratePendingPpm > 0) marginCents(quotes, inst, terms.currency, terms.leverage, {o.left, {o.price, 1}, {inst.ratePendingPpm, 1000000}, inst.contract, inst.marginInitial}, cents);
	return cents;
}
int64_t Broker::marginOf(const std::vector<Position> &positions) const {
	int64_t total = 0;
	for (int s = 0; s < static_cast<int>(instruments().size()); s++) total += marginOfSymbol(s, positions);
	for (const auto &o : books.orders) total += marginOfOrder(o);
	return total;
}
bool Broker::affords(int symbol, bool buy, int64_t volume, int64_t price) const {
	const Instrument &inst = instrument(symbol);
	std::vector<Position> after = books.positions;
	Position opened;
	opened.symbol = symbol;
	opened.buy = buy;
	opened.volume = volume;
	opened.open = {price, 1};
	bool merged = false;
	int64_t same = 0, opposite = 0;
	for (auto &p : after) {
		if (p.symbol != symbol) continue;
		(p.buy == buy ? same : opposite) += p.volume;
		if (!terms.netting) continue;
		merged = true;
		if (p.buy == buy) {
			p.open = joinAverage(p.open, p.volume, {price, 1}, volume);
			p.volume += volume;
		} else if (volume <= p.volume) p.volume -= volume;
		else {
			p.buy = buy;
			p.volume = volume - p.volume;
			p.open = {price, 1};
		}
	}
	if (!merged) after.push_back(opened);
	const int64_t now = marginOf(books.positions);
	int64_t needed = marginOf(after);
	// An order pays the initial margin; what is open already pays the maintenance.
	if (inst.marginInitial > 0 && inst.marginMaintenance > 0) {
		const int64_t uncovered = volume - std::min(volume, std::max<int64_t>(0, opposite - same));
		int64_t initial = 0, hedged = 0;
		marginCents(quotes, inst, terms.currency, terms.leverage, {uncovered, {price, 1}, {buy ? inst.rateBuyPpm : inst.rateSellPpm, 1000000}, inst.contract, inst.marginInitial}, initial);
		if (volume > uncovered && !terms.netting && !inst.hedgedUseLeg)
			marginCents(quotes, inst, terms.currency, terms.leverage, {volume - uncovered, {price, 1}, {inst.rateBuyPpm + inst.rateSellPpm, 2000000}, 0, inst.marginHedged}, hedged);
		needed = std::max(needed, now + initial + hedged);
	}
	return needed <= now || figures().equityCents() >= needed;
}
Figures Broker::figures() const {
	Figures f;
	f.balanceCents = books.balanceCents;
	f.creditCents = books.creditCents;
	f.marginCents = marginOf(books.positions);
	for (const auto &p : books.positions) f.profitCents += floatingCents(p) + p.swapCents;
	return f;
}
int64_t Broker::floatingCents(const Position &p) const {
	const Tick &q = quote(p.symbol);
	int64_t cents = 0;
	if (q.bid > 0) profitCents(quotes, instrument(p.symbol), terms.currency, p.buy, p.volume, p.open, p.buy ? q.bid : q.ask, cents);
	return cents;
}

void Broker::tell(ENUM_TRADE_TRANSACTION_TYPE type, const Order &o) {
	MqlTradeTransaction t{};
	t.type = type;
	t.order = o.ticket;
	t.symbol = instrument(o.symbol).name;
	t.order_type = o.type;
	t.order_state = o.state;
	t.time_type = o.timeType;
	t.time_expiration = o.expirationMs == 0 ? 0 : terms.zone.toServer(o.expirationMs) / 1000;
	t.price = fromPoints(o.price, o.symbol);
	t.price_trigger = fromPoints(o.stopLimit, o.symbol);
	t.price_sl = fromPoints(o.sl, o.symbol);
	t.price_tp = fromPoints(o.tp, o.symbol);
	t.volume = static_cast<double>(o.left) / 100;
	t.position = type == TRADE_TRANSACTION_ORDER_ADD ? 0 : o.positionId;
	t.position_by = o.positionById;
	happened.push_back(t);
}
// order_type and order_state stay 0, as the documentation says: they read BUY and STARTED even on a sell.
void Broker::tell(const Deal &d) {
	MqlTradeTransaction t{};
	t.type = TRADE_TRANSACTION_DEAL_ADD;
	t.deal = d.ticket;
	t.order = d.order;
	t.symbol = d.symbol < 0 ? string() : string(instrument(d.symbol).name);
	t.deal_type = d.type;
	t.price = d.symbol < 0 ? 0 : fromPoints(d.price, d.symbol);
	t.volume = static_cast<double>(d.volume) / 100;
	t.position = d.positionId;
	happened.push_back(t);
}
void Broker::tell(const Position &p) {
	MqlTradeTransaction t{};
	t.type = TRADE_TRANSACTION_POSITION;
	t.symbol = instrument(p.symbol).name;
	t.deal_type = p.buy ? DEAL_TYPE_BUY : DEAL_TYPE_SELL;
	t.price = static_cast<double>(p.open.num) / static_cast<double>(p.open.den) / static_cast<double>(instrument(p.symbol).scale);
	t.price_sl = fromPoints(p.sl, p.symbol);
	t.price_tp = fromPoints(p.tp, p.symbol);
	t.volume = static_cast<double>(p.volume) / 100;
	t.position = p.ticket;
	happened.push_back(t);
}
