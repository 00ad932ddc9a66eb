// What the server makes of a request for an order.
#include "broker.hpp"

namespace {
constexpr int64_t dayMs = 86400000;
Answer refuse(uint retcode) { return {retcode, 0, 0, 0}; }
bool wholeVolume(double lots, int64_t &volume) {
	volume = llround(lots * 100);
	return std::fabs(lots * 100 - static_cast<double>(volume)) < 1e-6 && volume >= volumeMin && volume <= volumeMax && volume % volumeStep == 0;
}
// By MetaQuotes' tables: FOK and IOC as the mask allows, and always where the broker quotes by itself; RETURN always, but never for a market order in market execution.
bool fillingFits(const MqlTradeRequest &r, const Instrument &inst) {
	const bool quoted = inst.execution == SYMBOL_TRADE_EXECUTION_REQUEST || inst.execution == SYMBOL_TRADE_EXECUTION_INSTANT;
	if (r.type_filling == ORDER_FILLING_FOK) return quoted || (inst.filling & 1) != 0;
	if (r.type_filling == ORDER_FILLING_IOC) return (inst.filling & 2) != 0;
	if (r.type_filling == ORDER_FILLING_BOC) return (inst.filling & 4) != 0 && r.action == TRADE_ACTION_PENDING;
	return r.action == TRADE_ACTION_PENDING || inst.execution != SYMBOL_TRADE_EXECUTION_MARKET;
}
int orderMask(ENUM_ORDER_TYPE type) {
	switch (type) {
		case ORDER_TYPE_BUY_LIMIT:
		case ORDER_TYPE_SELL_LIMIT: return 2;
		case ORDER_TYPE_BUY_STOP:
		case ORDER_TYPE_SELL_STOP: return 4;
		case ORDER_TYPE_BUY_STOP_LIMIT:
		case ORDER_TYPE_SELL_STOP_LIMIT: return 8;
		default: return 1;
	}
}
} // namespace

// The lifetime in terms of a moment, which the client names in the server's clock; false where it has passed.
bool Broker::lifetime(const MqlTradeRequest &r, int64_t nowMs, Order &o) const {
	const Zone &zone = terms.zone;
	o.timeType = r.type_time;
	if (r.type_time == ORDER_TIME_GTC) o.expirationMs = 0;
	else if (r.type_time == ORDER_TIME_DAY) o.expirationMs = zone.toUtc((zone.toServer(nowMs) / dayMs + 1) * dayMs);
	else o.expirationMs = zone.toUtc(r.type_time == ORDER_TIME_SPECIFIED_DAY ? (r.expiration / 86400 + 1) * dayMs : r.expiration * 1000);
	return o.expirationMs == 0 || o.expirationMs > nowMs;
}
std::string Broker::kept(const std::string &comment) const { return terms.commentMax > 0 ? comment.substr(0, terms.commentMax) : comment; }

Answer Broker::request(const MqlTradeRequest &r, ENUM_DEAL_REASON reason) {
	for (const double v : {r.volume, r.price, r.stoplimit, r.sl, r.tp})
		if (!std::isfinite(v) || v < 0 || v > 1e7) return refuse(RETCODE_INVALID);
	if (r.expiration < 0 || r.expiration > 100000000000) return refuse(RETCODE_INVALID_EXPIRATION);
	if (expertsOff && reason == DEAL_REASON_EXPERT) return refuse(RETCODE_SERVER_DISABLES_AT);
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
	if (quote(symbol).bid <= 0 || pricesOff || !convertible(symbol)) return refuse(RETCODE_PRICE_OFF);
	if (!fillingFits(r, instrument(symbol))) return refuse(RETCODE_INVALID_FILL);
	return r.action == TRADE_ACTION_DEAL ? deal(r, symbol, reason) : pending(r, symbol, reason);
}
// Whether the symbol trades now, this way round.
uint Broker::marketFault(const MqlTradeRequest &r, int symbol, bool closing) const {
	const Instrument &inst = instrument(symbol);
	const int64_t weekday = (terms.zone.toServer(quote(symbol).timeMs) / dayMs + 4) % 7;
	if (terms.weekdaysOnly && (weekday == SUNDAY || weekday == SATURDAY)) return RETCODE_MARKET_CLOSED;
	if ((inst.orders & orderMask(r.type)) == 0) return RETCODE_INVALID_ORDER;
	if (inst.trade == SYMBOL_TRADE_MODE_DISABLED) return RETCODE_TRADE_DISABLED;
	if (closing) return 0;
	if (inst.trade == SYMBOL_TRADE_MODE_CLOSEONLY) return RETCODE_CLOSE_ONLY;
	if (inst.trade == SYMBOL_TRADE_MODE_LONGONLY && !isBuy(r.type)) return RETCODE_LONG_ONLY;
	if (inst.trade == SYMBOL_TRADE_MODE_SHORTONLY && isBuy(r.type)) return RETCODE_SHORT_ONLY;
	return 0;
}
// What the dealing desk says to a market order: every n-th is refused, requoted, or finds the price changed; a price further off than the deviation is requoted.
uint Broker::dealer(const MqlTradeRequest &r, int symbol) {
	const uint64_t n = ++marketOrders;
	if (terms.rejectEvery > 0 && n % terms.rejectEvery == 0) return RETCODE_REJECT;
	if (terms.requoteEvery > 0 && n % terms.requoteEvery == 0) return RETCODE_REQUOTE;
	if (terms.priceChangedEvery > 0 && n % terms.priceChangedEvery == 0) return RETCODE_PRICE_CHANGED;
	const Instrument &inst = instrument(symbol);
	if (inst.execution != SYMBOL_TRADE_EXECUTION_INSTANT && inst.execution != SYMBOL_TRADE_EXECUTION_REQUEST) return 0;
	const int64_t price = isBuy(r.type) ? quote(symbol).ask : quote(symbol).bid;
	const int64_t off = std::llabs(toPoints(r.price, symbol) - price);
	return off > static_cast<int64_t>(r.deviation) ? static_cast<uint>(RETCODE_REQUOTE) : 0;
}
Answer Broker::deal(const MqlTradeRequest &r, int symbol, ENUM_DEAL_REASON reason) {
	if (!isMarket(r.type)) return refuse(RETCODE_INVALID_ORDER);
	Order o;
	if (!wholeVolume(r.volume, o.volume)) return refuse(RETCODE_INVALID_VOLUME);
	const bool buy = r.type == ORDER_TYPE_BUY;
	const Tick &q = quote(symbol);
	o.sl = toPoints(r.sl, symbol);
	o.tp = toPoints(r.tp, symbol);
	if (!stopsFit(buy, buy ? q.bid : q.ask, instrument(symbol).stopsLevel, o.sl, o.tp)) return refuse(RETCODE_INVALID_STOPS);
	const bool names = r.position != 0 && !terms.netting;
	if (const uint fault = marketFault(r, symbol, names)) return refuse(fault);
	if (names) {
		const Position *closing = books.position(r.position);
		if (closing == nullptr || closing->symbol != symbol) return refuse(RETCODE_POSITION_CLOSED);
		if (closing->buy == buy || closing->volume < o.volume) return refuse(RETCODE_INVALID_CLOSE_VOLUME);
		if (isFrozen(*closing)) return refuse(RETCODE_FROZEN);
		if (terms.fifo)
			for (const auto &p : books.positions)
				if (p.symbol == symbol && p.buy == closing->buy && p.ticket < closing->ticket) return refuse(RETCODE_FIFO_CLOSE);
		o.positionId = closing->identifier;
		o.closes = true;
	} else if (!affords(symbol, buy, o.volume, buy ? q.ask : q.bid)) return refuse(RETCODE_NO_MONEY);
	if (const uint fault = dealer(r, symbol)) return refuse(fault);
	const int64_t volume = takes(symbol, o.volume);
	if (volume < o.volume && r.type_filling == ORDER_FILLING_FOK) return refuse(RETCODE_REJECT);
	o.price = slipped(symbol, buy, buy ? q.ask : q.bid);
	o.ticket = books.nextTicket++;
	o.magic = r.magic;
	o.symbol = symbol;
	o.type = r.type;
	o.left = o.volume;
	o.setupMs = q.timeMs;
	o.reason = reason;
	o.comment = kept(r.comment.str());
	tell(TRADE_TRANSACTION_ORDER_ADD, o);
	const uint64_t dealt = fill(o, o.price, volume, r.type_filling == ORDER_FILLING_RETURN);
	return {volume < o.volume ? RETCODE_DONE_PARTIAL : RETCODE_DONE, o.ticket, dealt, volume};
}

// Limits rest on the better side of the market, stops on the worse; a stop-limit's limit is judged against its trigger.
uint Broker::pendingFault(const Order &o) const {
	const bool buy = isBuy(o.type);
	const int64_t market = buy ? quote(o.symbol).ask : quote(o.symbol).bid, level = instrument(o.symbol).stopsLevel;
	if (o.price <= 0) return RETCODE_INVALID_PRICE;
	int64_t entry = o.price;
	bool below = false;
	switch (o.type) {
		case ORDER_TYPE_BUY_LIMIT: below = true; break;
		case ORDER_TYPE_SELL_LIMIT: break;
		case ORDER_TYPE_BUY_STOP_LIMIT:
		case ORDER_TYPE_SELL_STOP_LIMIT:
			if (o.stopLimit <= 0 || (buy ? o.stopLimit > o.price : o.stopLimit < o.price)) return RETCODE_INVALID_PRICE;
			entry = o.stopLimit;
			[[fallthrough]];
		case ORDER_TYPE_BUY_STOP:
		case ORDER_TYPE_SELL_STOP: below = !buy; break;
		default: return RETCODE_INVALID_ORDER;
	}
	if (below ? o.price >= market || market - o.price < level : o.price <= market || o.price - market < level) return RETCODE_INVALID_PRICE;
	return stopsFit(buy, entry, level, o.sl, o.tp) ? 0 : static_cast<uint>(RETCODE_INVALID_STOPS);
}
Answer Broker::pending(const MqlTradeRequest &r, int symbol, ENUM_DEAL_REASON reason) {
	Order o;
	if (!wholeVolume(r.volume, o.volume)) return refuse(RETCODE_INVALID_VOLUME);
	const Tick &q = quote(symbol);
	o.symbol = symbol;
	o.type = r.type;
	o.price = toPoints(r.price, symbol);
	o.stopLimit = toPoints(r.stoplimit, symbol);
	o.sl = toPoints(r.sl, symbol);
	o.tp = toPoints(r.tp, symbol);
	if (const uint fault = marketFault(r, symbol, false)) return refuse(fault);
	if (const uint fault = pendingFault(o)) return refuse(fault);
	if (!lifetime(r, q.timeMs, o)) return refuse(RETCODE_INVALID_EXPIRATION);
	if (terms.ordersMax > 0 && books.orders.size() >= terms.ordersMax) return refuse(RETCODE_LIMIT_ORDERS);
	o.ticket = books.nextTicket++;
	o.magic = r.magic;
	o.state = ORDER_STATE_PLACED;
	o.left = o.volume;
	o.setupMs = q.timeMs;
	o.reason = reason;
	o.comment = kept(r.comment.str());
	books.orders.push_back(o);
	tell(TRADE_TRANSACTION_ORDER_ADD, o);
	return {RETCODE_DONE, o.ticket, 0, 0};
}
