// MQL5's account, terminal and symbol information, and the tick functions.
#include <algorithm>

#include "terminal.hpp"

namespace {
double money(int64_t cents) { return static_cast<double>(cents) / 100; }
const Instrument *known(const string &symbol, int &index) {
	index = findInstrument(symbol.str());
	if (index >= 0) return &instruments()[static_cast<size_t>(index)];
	mqlLastError = 4301; // unknown symbol
	return nullptr;
}
MqlTick toMql(const Tick &t, int symbol) {
	MqlTick m{};
	m.time_msc = terminal->broker.zone().toServer(t.timeMs);
	m.time = m.time_msc / 1000;
	m.bid = fromPoints(t.bid, symbol);
	m.ask = fromPoints(t.ask, symbol);
	m.flags = 6; // bid and ask
	return m;
}
} // namespace

long AccountInfoInteger(ENUM_ACCOUNT_INFO_INTEGER what) {
	const auto &o = terminal->options;
	switch (what) {
		case ACCOUNT_LOGIN: return static_cast<long>(o.login);
		case ACCOUNT_TRADE_MODE: return ACCOUNT_TRADE_MODE_DEMO;
		case ACCOUNT_LEVERAGE: return o.terms.leverage;
		case ACCOUNT_TRADE_ALLOWED: return 1;
		case ACCOUNT_TRADE_EXPERT: return terminal->broker.expertsOff ? 0 : 1;
		case ACCOUNT_MARGIN_MODE: return o.terms.netting ? ACCOUNT_MARGIN_MODE_RETAIL_NETTING : ACCOUNT_MARGIN_MODE_RETAIL_HEDGING;
		case ACCOUNT_CURRENCY_DIGITS: return 2;
		case ACCOUNT_FIFO_CLOSE: return o.terms.fifo ? 1 : 0;
		case ACCOUNT_MARGIN_SO_MODE: return ACCOUNT_STOPOUT_MODE_PERCENT;
		case ACCOUNT_HEDGE_ALLOWED: return o.terms.netting ? 0 : 1;
	}
	return 0;
}
double AccountInfoDouble(ENUM_ACCOUNT_INFO_DOUBLE what) {
	switch (what) {
		case ACCOUNT_BALANCE: return money(terminal->seen().balanceCents);
		case ACCOUNT_CREDIT: return money(terminal->seen().creditCents);
		case ACCOUNT_MARGIN_SO_CALL: return static_cast<double>(terminal->broker.marginCallPercent());
		case ACCOUNT_MARGIN_SO_SO: return static_cast<double>(terminal->broker.stopOutPercent());
		default: break;
	}
	const Figures f = terminal->seenFigures();
	switch (what) {
		case ACCOUNT_PROFIT: return money(f.profitCents);
		case ACCOUNT_EQUITY: return money(f.equityCents());
		case ACCOUNT_MARGIN: return money(f.marginCents);
		case ACCOUNT_MARGIN_LEVEL: return f.marginCents == 0 ? 0 : static_cast<double>(f.equityCents()) * 100 / static_cast<double>(f.marginCents);
		default: return money(f.equityCents() - f.marginCents);
	}
}
string AccountInfoString(ENUM_ACCOUNT_INFO_STRING what) {
	const auto &o = terminal->options;
	return what == ACCOUNT_SERVER ? o.server : what == ACCOUNT_CURRENCY ? o.terms.currency : o.label;
}
long TerminalInfoInteger(ENUM_TERMINAL_INFO_INTEGER what) {
	switch (what) {
		case TERMINAL_BUILD: return 0; // no build of MetaTrader: emulated
		case TERMINAL_CONNECTED: return terminal->serverConnected() ? 1 : 0;
		case TERMINAL_TRADE_ALLOWED: return terminal->algoTrading ? 1 : 0;
		case TERMINAL_PING_LAST: return terminal->options.brokerDelayMs * 1000;
	}
	return 0;
}
long MQLInfoInteger(ENUM_MQL_INFO_INTEGER) { return 1; }

bool SymbolSelect(const string &symbol, bool on) {
	int i = 0;
	if (known(symbol, i) == nullptr) return false;
	auto &cache = terminal->caches[static_cast<size_t>(i)];
	if (on && !cache.selected) cache.copied = cache.total;
	cache.selected = on;
	return true;
}
long SymbolInfoInteger(const string &symbol, ENUM_SYMBOL_INFO_INTEGER what) {
	int i = 0;
	const Instrument *inst = known(symbol, i);
	if (inst == nullptr) return 0;
	switch (what) {
		case SYMBOL_DIGITS: return inst->digits;
		case SYMBOL_TRADE_STOPS_LEVEL: return inst->stopsLevel;
		case SYMBOL_TRADE_FREEZE_LEVEL: return inst->freezeLevel;
		case SYMBOL_TRADE_MODE: return inst->trade;
		case SYMBOL_TRADE_EXEMODE: return inst->execution;
		case SYMBOL_FILLING_MODE: return inst->filling;
		case SYMBOL_ORDER_MODE: return inst->orders;
		case SYMBOL_EXPIRATION_MODE: return 15;
		case SYMBOL_TRADE_CALC_MODE: return inst->calc;
		case SYMBOL_SWAP_MODE: return inst->swapMode;
		case SYMBOL_SWAP_ROLLOVER3DAYS: return inst->swapTriple;
		case SYMBOL_MARGIN_HEDGED_USE_LEG: return inst->hedgedUseLeg ? 1 : 0;
		case SYMBOL_TICKS_BOOKDEPTH: return inst->depth;
	}
	return 0;
}
double SymbolInfoDouble(const string &symbol, ENUM_SYMBOL_INFO_DOUBLE what) {
	int i = 0;
	const Instrument *inst = known(symbol, i);
	if (inst == nullptr) return 0;
	switch (what) {
		case SYMBOL_POINT:
		case SYMBOL_TRADE_TICK_SIZE: return 1.0 / static_cast<double>(inst->scale);
		case SYMBOL_TRADE_CONTRACT_SIZE: return static_cast<double>(inst->contract);
		case SYMBOL_VOLUME_MIN: return money(volumeMin);
		case SYMBOL_VOLUME_MAX: return money(volumeMax);
		case SYMBOL_VOLUME_STEP: return money(volumeStep);
		case SYMBOL_TRADE_TICK_VALUE: { // in the account's currency
			Fraction rate;
			if (!conversion(terminal->broker.allQuotes(), inst->profit, terminal->options.terms.currency, true, rate)) return 0;
			return static_cast<double>(inst->pointValueMicro()) / 1e6 * static_cast<double>(rate.num) / static_cast<double>(rate.den);
		}
		case SYMBOL_MARGIN_INITIAL: return money(inst->marginInitial);
		case SYMBOL_MARGIN_MAINTENANCE: return money(inst->marginMaintenance);
		case SYMBOL_MARGIN_HEDGED: return inst->marginInitial > 0 ? money(inst->marginHedged) : static_cast<double>(inst->marginHedged);
		case SYMBOL_SWAP_LONG: return static_cast<double>(inst->swapLongMicro) / 1e6;
		case SYMBOL_SWAP_SHORT: return static_cast<double>(inst->swapShortMicro) / 1e6;
	}
	return 0;
}
string SymbolInfoString(const string &symbol, ENUM_SYMBOL_INFO_STRING what) {
	int i = 0;
	const Instrument *inst = known(symbol, i);
	if (inst == nullptr) return "";
	return what == SYMBOL_CURRENCY_BASE ? inst->base : what == SYMBOL_CURRENCY_PROFIT ? inst->profit : inst->margin;
}
bool SymbolInfoMarginRate(const string &symbol, ENUM_ORDER_TYPE type, double &initial, double &maintenance) {
	int i = 0;
	const Instrument *inst = known(symbol, i);
	if (inst == nullptr) return false;
	initial = maintenance = static_cast<double>(!isMarket(type) ? inst->ratePendingPpm : isBuy(type) ? inst->rateBuyPpm : inst->rateSellPpm) / 1e6;
	return true;
}
bool SymbolInfoSessionTrade(const string &symbol, ENUM_DAY_OF_WEEK day, uint index, datetime &from, datetime &to) {
	int i = 0;
	if (known(symbol, i) == nullptr || index > 0) return false;
	if (terminal->options.terms.weekdaysOnly && (day == SUNDAY || day == SATURDAY)) return false;
	from = 0;
	to = 86400;
	return true;
}
bool SymbolInfoTick(const string &symbol, MqlTick &tick) {
	int i = 0;
	if (known(symbol, i) == nullptr) return false;
	const auto &ticks = terminal->caches[static_cast<size_t>(i)].ticks;
	if (ticks.empty()) return false;
	tick = toMql(ticks.back(), i);
	return true;
}
// From a millisecond of the server's clock on, which is included; 0 asks for the newest. The flag is always "all" here.
int CopyTicks(const string &symbol, MqlArray<MqlTick> &out, int, ulong fromMsc, uint count) {
	int i = 0;
	if (known(symbol, i) == nullptr) return -1;
	auto &cache = terminal->caches[static_cast<size_t>(i)];
	const auto &ticks = cache.ticks;
	const Zone &zone = terminal->broker.zone();
	size_t first = ticks.size() > count ? ticks.size() - count : 0;
	if (fromMsc > 0)
		first = static_cast<size_t>(std::lower_bound(ticks.begin(), ticks.end(), static_cast<int64_t>(fromMsc), [&](const Tick &t, int64_t ms) { return zone.toServer(t.timeMs) < ms; }) - ticks.begin());
	const size_t n = std::min<size_t>(count, ticks.size() - first);
	out.resize(static_cast<int>(n), 0);
	for (size_t k = 0; k < n; k++) out[static_cast<long>(k)] = toMql(ticks[first + k], i);
	cache.copied = std::max(cache.copied, cache.total - ticks.size() + first + n);
	return static_cast<int>(n);
}

// A book made from the quote: each level a spread away from the one before, as deep as the broker shows.
bool MarketBookAdd(const string &symbol) {
	int i = 0;
	const Instrument *inst = known(symbol, i);
	if (inst == nullptr || inst->depth == 0) return false;
	terminal->bookSymbols.insert(i);
	return true;
}
bool MarketBookRelease(const string &symbol) {
	int i = 0;
	return known(symbol, i) != nullptr && terminal->bookSymbols.erase(i) > 0;
}
bool MarketBookGet(const string &symbol, MqlArray<MqlBookInfo> &book) {
	int i = 0;
	const Instrument *inst = known(symbol, i);
	if (inst == nullptr || terminal->bookSymbols.count(i) == 0 || terminal->caches[static_cast<size_t>(i)].ticks.empty()) return false;
	const Tick &t = terminal->caches[static_cast<size_t>(i)].ticks.back();
	const int64_t step = std::max<int64_t>(1, t.ask - t.bid);
	book.resize(2 * inst->depth, 0);
	for (int k = 0; k < inst->depth; k++) {
		const auto level = [&](ENUM_BOOK_TYPE type, int64_t price, int lots) { return MqlBookInfo{type, fromPoints(price, i), lots, static_cast<double>(lots)}; };
		book[inst->depth - 1 - k] = level(BOOK_TYPE_SELL, t.ask + k * step, 1 + k);
		book[inst->depth + k] = level(BOOK_TYPE_BUY, t.bid - k * step, 1 + k);
	}
	return true;
}
