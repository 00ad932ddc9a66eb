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
	m.time = t.timeMs / 1000;
	m.time_msc = t.timeMs;
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
		case ACCOUNT_LEVERAGE: return o.leverage;
		case ACCOUNT_TRADE_ALLOWED:
		case ACCOUNT_TRADE_EXPERT: return 1;
		case ACCOUNT_MARGIN_MODE: return o.netting ? ACCOUNT_MARGIN_MODE_RETAIL_NETTING : ACCOUNT_MARGIN_MODE_RETAIL_HEDGING;
		case ACCOUNT_CURRENCY_DIGITS: return 2;
		case ACCOUNT_FIFO_CLOSE: return 0;
		case ACCOUNT_HEDGE_ALLOWED: return o.netting ? 0 : 1;
		case ACCOUNT_MARGIN_SO_MODE: return ACCOUNT_STOPOUT_MODE_PERCENT;
	}
	return 0;
}
double AccountInfoDouble(ENUM_ACCOUNT_INFO_DOUBLE what) {
	if (what == ACCOUNT_BALANCE) return money(terminal->books.balanceCents);
	if (what == ACCOUNT_CREDIT) return 0;
	if (what == ACCOUNT_MARGIN_SO_CALL) return 100;
	if (what == ACCOUNT_MARGIN_SO_SO) return 50;
	const Figures f = terminal->broker.figures();
	switch (what) {
		case ACCOUNT_PROFIT: return money(f.profitCents);
		case ACCOUNT_EQUITY: return money(f.equityCents());
		case ACCOUNT_MARGIN: return money(f.marginCents);
		default: return money(f.equityCents() - f.marginCents);
	}
}
string AccountInfoString(ENUM_ACCOUNT_INFO_STRING what) {
	const auto &o = terminal->options;
	return what == ACCOUNT_SERVER ? o.server : what == ACCOUNT_CURRENCY ? o.currency : o.label;
}
long TerminalInfoInteger(ENUM_TERMINAL_INFO_INTEGER what) {
	switch (what) {
		case TERMINAL_BUILD: return 0; // no build of MetaTrader: emulated
		case TERMINAL_CONNECTED: return terminal->serverConnected ? 1 : 0;
		case TERMINAL_TRADE_ALLOWED: return terminal->algoTrading ? 1 : 0;
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
		case SYMBOL_TRADE_STOPS_LEVEL:
		case SYMBOL_TRADE_FREEZE_LEVEL: return 0;
		case SYMBOL_TRADE_MODE: return SYMBOL_TRADE_MODE_FULL;
		case SYMBOL_TRADE_EXEMODE: return SYMBOL_TRADE_EXECUTION_MARKET;
		case SYMBOL_FILLING_MODE: return fillingMask;
		case SYMBOL_ORDER_MODE: return 127;
		case SYMBOL_EXPIRATION_MODE: return 15;
		case SYMBOL_MARGIN_HEDGED_USE_LEG: return 1; // the larger leg, as marginOf counts
		case SYMBOL_TRADE_CALC_MODE: return inst->cfd ? SYMBOL_CALC_MODE_CFDLEVERAGE : SYMBOL_CALC_MODE_FOREX;
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
		default: return 0; // no futures, no margin said in money
	}
	return 0;
}
string SymbolInfoString(const string &symbol, ENUM_SYMBOL_INFO_STRING what) {
	int i = 0;
	const Instrument *inst = known(symbol, i);
	if (inst == nullptr) return "";
	return what == SYMBOL_CURRENCY_BASE ? inst->base : what == SYMBOL_CURRENCY_PROFIT ? inst->profit : inst->margin;
}
bool SymbolInfoMarginRate(const string &symbol, ENUM_ORDER_TYPE, double &initial, double &maintenance) {
	int i = 0;
	initial = maintenance = 1;
	return known(symbol, i) != nullptr;
}
bool SymbolInfoSessionTrade(const string &symbol, ENUM_DAY_OF_WEEK day, uint index, datetime &from, datetime &to) {
	int i = 0;
	if (known(symbol, i) == nullptr || index > 0) return false;
	if (terminal->options.weekdaysOnly && (day == SUNDAY || day == SATURDAY)) return false;
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
// From a millisecond on, which is included; 0 asks for the newest. The flag is always "all" here.
int CopyTicks(const string &symbol, MqlArray<MqlTick> &out, int, ulong fromMsc, uint count) {
	int i = 0;
	if (known(symbol, i) == nullptr) return -1;
	auto &cache = terminal->caches[static_cast<size_t>(i)];
	const auto &ticks = cache.ticks;
	size_t first = ticks.size() > count ? ticks.size() - count : 0;
	if (fromMsc > 0)
		first = static_cast<size_t>(std::lower_bound(ticks.begin(), ticks.end(), static_cast<int64_t>(fromMsc), [](const Tick &t, int64_t ms) { return t.timeMs < ms; }) - ticks.begin());
	const size_t n = std::min<size_t>(count, ticks.size() - first);
	out.resize(static_cast<int>(n), 0);
	for (size_t k = 0; k < n; k++) out[static_cast<long>(k)] = toMql(ticks[first + k], i);
	cache.copied = std::max(cache.copied, cache.total - ticks.size() + first + n);
	return static_cast<int>(n);
}
