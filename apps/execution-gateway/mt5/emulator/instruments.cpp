#include "instruments.hpp"

#include <functional>
#include <map>

namespace {
Instrument forex(const char *name, const char *base, const char *profit, int digits, int64_t anchor, int64_t spread) {
	Instrument i;
	i.name = name;
	i.base = i.margin = base;
	i.profit = profit;
	i.digits = digits;
	i.scale = digits == 3 ? 1000 : 100000;
	i.anchor = anchor;
	i.spread = spread;
	return i;
}
Instrument contract(const char *name, const char *alias, ENUM_SYMBOL_CALC_MODE calc, int64_t size, int64_t anchor, int64_t spread) {
	Instrument i;
	i.name = name;
	i.alias = alias;
	i.base = i.profit = i.margin = "USD";
	i.digits = 2;
	i.scale = 100;
	i.contract = size;
	i.calc = calc;
	i.anchor = anchor;
	i.spread = spread;
	return i;
}
std::vector<Instrument> &all() {
	static std::vector<Instrument> list = [] {
		std::vector<Instrument> l = {
		    forex("EURUSD", "EUR", "USD", 5, 108500, 8), forex("GBPUSD", "GBP", "USD", 5, 127200, 11), forex("USDJPY", "USD", "JPY", 3, 150250, 10),
		    forex("AUDUSD", "AUD", "USD", 5, 65800, 9),  forex("USDCHF", "USD", "CHF", 5, 88400, 11),  contract("GOLD", "XAUUSD", SYMBOL_CALC_MODE_CFDLEVERAGE, 100, 238500, 18),
		    contract("#AA", "", SYMBOL_CALC_MODE_EXCH_STOCKS, 100, 3300, 4), contract("BRENT", "", SYMBOL_CALC_MODE_FUTURES, 1000, 8000, 3), contract("US500", "", SYMBOL_CALC_MODE_CFDINDEX, 10, 523000, 50),
		    forex("USDTRY", "USD", "TRY", 5, 439640, 40),
		};
		l[5].base = "XAU";
		l[7].marginInitial = 300000;
		return l;
	}();
	return list;
}
bool whole(const std::string &text, int64_t low, int64_t high, int64_t &value) { return parseDecimal(text, 0, value) && value >= low && value <= high; }
template <class E> bool oneOf(const std::string &text, const std::map<std::string, E> &words, E &value) {
	const auto found = words.find(text);
	if (found == words.end()) return false;
	value = found->second;
	return true;
}
bool commission(const std::string &text, Commission &c) {
	const size_t at = text.find('/');
	static const std::map<std::string, Commission::Kind> kinds = {{"lot", Commission::LOT}, {"deal", Commission::DEAL}, {"percent", Commission::PERCENT}};
	return at != std::string::npos && oneOf(text.substr(0, at), kinds, c.kind) && parseDecimal(text.substr(at + 1), c.kind == Commission::PERCENT ? 4 : 2, c.value);
}
const std::map<std::string, ENUM_SYMBOL_CALC_MODE> calcModes = {
    {"forex", SYMBOL_CALC_MODE_FOREX}, {"forex-no-leverage", SYMBOL_CALC_MODE_FOREX_NO_LEVERAGE}, {"cfd", SYMBOL_CALC_MODE_CFD}, {"cfd-leverage", SYMBOL_CALC_MODE_CFDLEVERAGE},
    {"cfd-index", SYMBOL_CALC_MODE_CFDINDEX}, {"futures", SYMBOL_CALC_MODE_FUTURES}, {"exch-stocks", SYMBOL_CALC_MODE_EXCH_STOCKS}, {"exch-futures", SYMBOL_CALC_MODE_EXCH_FUTURES}};
const std::map<std::string, ENUM_SYMBOL_TRADE_EXECUTION> executions = {
    {"request", SYMBOL_TRADE_EXECUTION_REQUEST}, {"instant", SYMBOL_TRADE_EXECUTION_INSTANT}, {"market", SYMBOL_TRADE_EXECUTION_MARKET}, {"exchange", SYMBOL_TRADE_EXECUTION_EXCHANGE}};
const std::map<std::string, ENUM_SYMBOL_TRADE_MODE> tradeModes = {{"disabled", SYMBOL_TRADE_MODE_DISABLED}, {"long-only", SYMBOL_TRADE_MODE_LONGONLY}, {"short-only", SYMBOL_TRADE_MODE_SHORTONLY},
                                                                  {"close-only", SYMBOL_TRADE_MODE_CLOSEONLY}, {"full", SYMBOL_TRADE_MODE_FULL}};
const std::map<std::string, ENUM_SYMBOL_SWAP_MODE> swapModes = {
    {"disabled", SYMBOL_SWAP_MODE_DISABLED}, {"points", SYMBOL_SWAP_MODE_POINTS}, {"base", SYMBOL_SWAP_MODE_CURRENCY_SYMBOL}, {"margin", SYMBOL_SWAP_MODE_CURRENCY_MARGIN},
    {"deposit", SYMBOL_SWAP_MODE_CURRENCY_DEPOSIT}, {"interest-current", SYMBOL_SWAP_MODE_INTEREST_CURRENT}, {"interest-open", SYMBOL_SWAP_MODE_INTEREST_OPEN}};
typedef std::function<bool(Instrument &, const std::string &)> Setter;
Setter number(int64_t Instrument::*field, int digits) {
	return [=](Instrument &i, const std::string &v) { return parseDecimal(v, digits, i.*field); };
}
Setter mask(int Instrument::*field, int64_t high) {
	return [=](Instrument &i, const std::string &v) {
		int64_t n = 0;
		if (!whole(v, 0, high, n)) return false;
		i.*field = static_cast<int>(n);
		return true;
	};
}
const std::map<std::string, Setter> &setters() {
	static const std::map<std::string, Setter> map = {
	    {"calc", [](Instrument &i, const std::string &v) { return oneOf(v, calcModes, i.calc); }},
	    {"execution", [](Instrument &i, const std::string &v) { return oneOf(v, executions, i.execution); }},
	    {"trade", [](Instrument &i, const std::string &v) { return oneOf(v, tradeModes, i.trade); }},
	    {"swap-mode", [](Instrument &i, const std::string &v) { return oneOf(v, swapModes, i.swapMode); }},
	    {"commission", [](Instrument &i, const std::string &v) { return commission(v, i.commission); }},
	    {"hedged-leg", [](Instrument &i, const std::string &v) { i.hedgedUseLeg = v == "1"; return v == "0" || v == "1"; }},
	    {"filling", mask(&Instrument::filling, 7)}, {"orders", mask(&Instrument::orders, 127)}, {"swap-triple", mask(&Instrument::swapTriple, 6)}, {"depth", mask(&Instrument::depth, 32)},
	    {"contract", number(&Instrument::contract, 0)}, {"stops", number(&Instrument::stopsLevel, 0)}, {"freeze", number(&Instrument::freezeLevel, 0)},
	    {"tick-value", number(&Instrument::tickValueMicro, 6)}, {"margin-initial", number(&Instrument::marginInitial, 2)}, {"margin-maintenance", number(&Instrument::marginMaintenance, 2)},
	    {"margin-hedged", number(&Instrument::marginHedged, 2)}, {"rate-buy", number(&Instrument::rateBuyPpm, 6)}, {"rate-sell", number(&Instrument::rateSellPpm, 6)},
	    {"rate-pending", number(&Instrument::ratePendingPpm, 6)}, {"swap-long", number(&Instrument::swapLongMicro, 6)}, {"swap-short", number(&Instrument::swapShortMicro, 6)},
	    {"fill-max", number(&Instrument::fillMax, 2)},
	};
	return map;
}
} // namespace

const std::vector<Instrument> &instruments() { return all(); }
int findInstrument(const std::string &name) {
	const auto &list = all();
	for (size_t i = 0; i < list.size(); i++)
		if (name == list[i].name || (!list[i].alias.empty() && name == list[i].alias)) return static_cast<int>(i);
	return -1;
}
bool parseDecimal(const std::string &text, int digits, int64_t &value) {
	int64_t v = 0;
	int after = -1;
	bool any = false;
	const bool negative = !text.empty() && text[0] == '-';
	for (size_t k = negative ? 1 : 0; k < text.size(); k++) {
		if (text[k] == '.' && after < 0) {
			after = 0;
			continue;
		}
		if (text[k] < '0' || text[k] > '9' || v > 100000000000000 || after >= digits) return false;
		any = true;
		if (after >= 0) after++;
		v = v * 10 + (text[k] - '0');
	}
	for (int k = after < 0 ? 0 : after; k < digits; k++) v *= 10;
	value = negative ? -v : v;
	return any;
}
std::string changeInstrument(const std::string &text) {
	const size_t colon = text.find(':');
	const int index = findInstrument(text.substr(0, colon));
	if (colon == std::string::npos || index < 0) return "--symbol wants NAME:key=value,... and the broker has no '" + text.substr(0, colon) + "'";
	Instrument changed = all()[static_cast<size_t>(index)];
	for (size_t at = colon + 1; at <= text.size();) {
		size_t end = text.find(',', at);
		if (end == std::string::npos) end = text.size();
		const std::string term = text.substr(at, end - at);
		const size_t equals = term.find('=');
		const auto setter = setters().find(term.substr(0, equals));
		if (equals == std::string::npos || setter == setters().end() || !setter->second(changed, term.substr(equals + 1))) return "--symbol " + text.substr(0, colon) + " cannot have '" + term + "'";
		at = end + 1;
	}
	// What is given in money there, is given in contract units here.
	if (changed.marginInitial == 0 && text.find("margin-hedged=") != std::string::npos) changed.marginHedged /= 100;
	all()[static_cast<size_t>(index)] = changed;
	return "";
}
