// The simulated broker's symbols and their terms. Defaults are those of a plain market-execution broker; `--symbol` changes them one by one.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "mql5_types.hpp"

struct Commission {
	enum Kind { NONE, LOT, DEAL, PERCENT } kind = NONE;
	int64_t value = 0; // cents of the account's currency per lot or deal; millionths of the deal's worth
};
struct Instrument {
	std::string name, alias, base, profit, margin;
	int digits = 5;
	int64_t scale = 100000, contract = 100000; // 10^digits; units per lot
	int64_t anchor = 100000, spread = 10;      // of the generator, points
	ENUM_SYMBOL_CALC_MODE calc = SYMBOL_CALC_MODE_FOREX;
	ENUM_SYMBOL_TRADE_EXECUTION execution = SYMBOL_TRADE_EXECUTION_MARKET;
	ENUM_SYMBOL_TRADE_MODE trade = SYMBOL_TRADE_MODE_FULL;
	int filling = 3, orders = 127; // masks: FOK 1, IOC 2 | market 1, limit 2, stop 4, stop-limit 8
	int64_t stopsLevel = 0, freezeLevel = 0; // points
	int64_t tickValueMicro = 0;              // of a point and lot in the profit currency; 0: contract / scale
	int64_t marginInitial = 0, marginMaintenance = 0; // cents per lot of the margin currency; 0: by formula
	int64_t marginHedged = 0;                // contract units (with marginInitial: cents) of a hedged lot
	bool hedgedUseLeg = true;
	int64_t rateBuyPpm = 1000000, rateSellPpm = 1000000, ratePendingPpm = 0;
	ENUM_SYMBOL_SWAP_MODE swapMode = SYMBOL_SWAP_MODE_DISABLED;
	int64_t swapLongMicro = 0, swapShortMicro = 0;
	int swapTriple = WEDNESDAY;
	Commission commission;
	int64_t fillMax = 0; // 1/100 lot that one price takes; 0: everything
	int depth = 0;       // levels of the book on each side; 0: the broker shows none

	// What a point of one lot is worth, in millionths of the profit currency.
	int64_t pointValueMicro() const { return tickValueMicro > 0 ? tickValueMicro : contract * 1000000 / scale; }
	bool isForex() const { return calc == SYMBOL_CALC_MODE_FOREX || calc == SYMBOL_CALC_MODE_FOREX_NO_LEVERAGE; }
	bool isFutures() const { return calc == SYMBOL_CALC_MODE_FUTURES || calc == SYMBOL_CALC_MODE_EXCH_FUTURES; }
};
const std::vector<Instrument> &instruments();
// Index by name (or the name other brokers use), -1 if the broker has none.
int findInstrument(const std::string &name);
// `NAME:key=value,key=value`. On a fault returns what is wrong.
std::string changeInstrument(const std::string &text);
// A decimal text as an integer of `digits` decimals, its sign included; false where it is none.
bool parseDecimal(const std::string &text, int digits, int64_t &value);
constexpr int64_t volumeMin = 1, volumeMax = 50000, volumeStep = 1;
