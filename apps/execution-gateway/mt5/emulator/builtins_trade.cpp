// MQL5's positions, orders and history, as selections over the broker's books.
#include "terminal.hpp"

namespace {
int64_t server(int64_t utcMs) { return utcMs == 0 ? 0 : terminal->broker.zone().toServer(utcMs); }
Position position; // the one selected last, as it was then
Order order;
std::vector<uint64_t> selectedOrders, selectedDeals;

double lots(int64_t volume) { return static_cast<double>(volume) / 100; }
string nameOf(int symbol) { return symbol < 0 ? string() : string(instrument(symbol).name); }
const Order *visibleOrder(uint64_t ticket) {
	const Order *o = terminal->seen().ended(ticket);
	return o != nullptr && o->visibleAtUs <= nowUs() ? o : nullptr;
}
const Deal *visibleDeal(uint64_t ticket) {
	const Deal *d = terminal->seen().deal(ticket);
	return d != nullptr && d->visibleAtUs <= nowUs() ? d : nullptr;
}
long integerOf(const Order &o, ENUM_ORDER_PROPERTY_INTEGER what) {
	switch (what) {
		case ORDER_TYPE: return o.type;
		case ORDER_STATE: return o.state;
		case ORDER_REASON: return o.reason; // the first seven of both are the same
		case ORDER_MAGIC: return static_cast<long>(o.magic);
		case ORDER_POSITION_ID: return static_cast<long>(o.positionId);
		case ORDER_POSITION_BY_ID: return static_cast<long>(o.positionById);
		case ORDER_TIME_SETUP_MSC: return server(o.setupMs);
		case ORDER_TIME_DONE_MSC: return server(o.doneMs);
	}
	return 0;
}
double doubleOf(const Order &o, ENUM_ORDER_PROPERTY_DOUBLE what) {
	switch (what) {
		case ORDER_VOLUME_INITIAL: return lots(o.volume);
		case ORDER_VOLUME_CURRENT: return lots(o.left);
		case ORDER_PRICE_OPEN: return fromPoints(o.price, o.symbol);
		case ORDER_PRICE_STOPLIMIT: return fromPoints(o.stopLimit, o.symbol);
		case ORDER_SL: return fromPoints(o.sl, o.symbol);
		case ORDER_TP: return fromPoints(o.tp, o.symbol);
	}
	return 0;
}
} // namespace

int PositionsTotal() { return static_cast<int>(terminal->seen().positions.size()); }
ulong PositionGetTicket(int index) {
	if (index < 0 || index >= PositionsTotal()) return 0;
	position = terminal->seen().positions[static_cast<size_t>(index)];
	return position.ticket;
}
bool PositionSelectByTicket(ulong ticket) {
	const Position *found = terminal->seen().position(ticket);
	if (found == nullptr) {
		mqlLastError = 4753;
		return false;
	}
	position = *found;
	return true;
}
long PositionGetInteger(ENUM_POSITION_PROPERTY_INTEGER what) {
	switch (what) {
		case POSITION_TICKET: return static_cast<long>(position.ticket);
		case POSITION_IDENTIFIER: return static_cast<long>(position.identifier);
		case POSITION_TYPE: return position.buy ? POSITION_TYPE_BUY : POSITION_TYPE_SELL;
		case POSITION_MAGIC: return static_cast<long>(position.magic);
		case POSITION_TIME_MSC: return server(position.timeMs);
	}
	return 0;
}
double PositionGetDouble(ENUM_POSITION_PROPERTY_DOUBLE what) {
	switch (what) {
		case POSITION_VOLUME: return lots(position.volume);
		case POSITION_PRICE_OPEN: return static_cast<double>(position.open.num) / static_cast<double>(position.open.den) / static_cast<double>(instrument(position.symbol).scale);
		case POSITION_SL: return fromPoints(position.sl, position.symbol);
		case POSITION_TP: return fromPoints(position.tp, position.symbol);
		case POSITION_SWAP: return static_cast<double>(position.swapCents) / 100;
		case POSITION_PROFIT: return static_cast<double>(terminal->broker.floatingCents(position)) / 100;
	}
	return 0;
}
string PositionGetString(ENUM_POSITION_PROPERTY_STRING what) { return what == POSITION_COMMENT ? string(position.comment) : nameOf(position.symbol); }

int OrdersTotal() { return static_cast<int>(terminal->seen().orders.size()); }
ulong OrderGetTicket(int index) {
	if (index < 0 || index >= OrdersTotal()) return 0;
	order = terminal->seen().orders[static_cast<size_t>(index)];
	return order.ticket;
}
bool OrderSelect(ulong ticket) {
	const Order *found = terminal->seen().order(ticket);
	if (found == nullptr) {
		mqlLastError = 4754;
		return false;
	}
	order = *found;
	return true;
}
long OrderGetInteger(ENUM_ORDER_PROPERTY_INTEGER what) { return integerOf(order, what); }
double OrderGetDouble(ENUM_ORDER_PROPERTY_DOUBLE what) { return doubleOf(order, what); }
string OrderGetString(ENUM_ORDER_PROPERTY_STRING what) { return what == ORDER_COMMENT ? string(order.comment) : nameOf(order.symbol); }

bool HistorySelect(datetime from, datetime to) {
	selectedOrders.clear();
	selectedDeals.clear();
	for (const auto &o : terminal->seen().history)
		if (server(o.doneMs) / 1000 >= from && server(o.doneMs) / 1000 <= to && o.visibleAtUs <= nowUs()) selectedOrders.push_back(o.ticket);
	for (const auto &d : terminal->seen().deals)
		if (server(d.timeMs) / 1000 >= from && server(d.timeMs) / 1000 <= to && d.visibleAtUs <= nowUs()) selectedDeals.push_back(d.ticket);
	return true;
}
bool HistoryOrderSelect(ulong ticket) { return visibleOrder(ticket) != nullptr; }
bool HistoryDealSelect(ulong ticket) { return visibleDeal(ticket) != nullptr; }
int HistoryOrdersTotal() { return static_cast<int>(selectedOrders.size()); }
int HistoryDealsTotal() { return static_cast<int>(selectedDeals.size()); }
ulong HistoryOrderGetTicket(int index) { return index < 0 || index >= HistoryOrdersTotal() ? 0 : selectedOrders[static_cast<size_t>(index)]; }
ulong HistoryDealGetTicket(int index) { return index < 0 || index >= HistoryDealsTotal() ? 0 : selectedDeals[static_cast<size_t>(index)]; }
long HistoryOrderGetInteger(ulong ticket, ENUM_ORDER_PROPERTY_INTEGER what) {
	const Order *o = visibleOrder(ticket);
	return o == nullptr ? 0 : integerOf(*o, what);
}
double HistoryOrderGetDouble(ulong ticket, ENUM_ORDER_PROPERTY_DOUBLE what) {
	const Order *o = visibleOrder(ticket);
	return o == nullptr ? 0 : doubleOf(*o, what);
}
string HistoryOrderGetString(ulong ticket, ENUM_ORDER_PROPERTY_STRING what) {
	const Order *o = visibleOrder(ticket);
	if (what == ORDER_COMMENT) return o == nullptr ? string() : string(o->comment);
	return nameOf(o == nullptr ? -1 : o->symbol);
}
long HistoryDealGetInteger(ulong ticket, ENUM_DEAL_PROPERTY_INTEGER what) {
	const Deal *d = visibleDeal(ticket);
	if (d == nullptr) return 0;
	switch (what) {
		case DEAL_ORDER: return static_cast<long>(d->order);
		case DEAL_POSITION_ID: return static_cast<long>(d->positionId);
		case DEAL_TYPE: return d->type;
		case DEAL_ENTRY: return d->entry;
		case DEAL_REASON: return d->reason;
		case DEAL_MAGIC: return static_cast<long>(d->magic);
		case DEAL_TIME_MSC: return server(d->timeMs);
	}
	return 0;
}
double HistoryDealGetDouble(ulong ticket, ENUM_DEAL_PROPERTY_DOUBLE what) {
	const Deal *d = visibleDeal(ticket);
	if (d == nullptr) return 0;
	switch (what) {
		case DEAL_VOLUME: return lots(d->volume);
		case DEAL_PRICE: return d->symbol < 0 ? 0 : fromPoints(d->price, d->symbol);
		case DEAL_PROFIT: return static_cast<double>(d->profitCents) / 100;
		case DEAL_COMMISSION: return static_cast<double>(d->commissionCents) / 100;
		case DEAL_SWAP: return static_cast<double>(d->swapCents) / 100;
		case DEAL_FEE: return 0;
	}
	return 0;
}
string HistoryDealGetString(ulong ticket, ENUM_DEAL_PROPERTY_STRING what) {
	const Deal *d = visibleDeal(ticket);
	if (what == DEAL_COMMENT) return d == nullptr ? string() : string(d->comment);
	return nameOf(d == nullptr ? -1 : d->symbol);
}
bool OrderSendAsync(const MqlTradeRequest &request, MqlTradeResult &result) { return terminal->send(request, result); }
