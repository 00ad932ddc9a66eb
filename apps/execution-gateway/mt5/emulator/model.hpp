// What the simulated broker keeps, in integers: prices in points of the symbol, volume in 1/100 lot, money in cents, rates in millionths, times in ms UTC.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "instruments.hpp"

typedef __int128 i128;

struct Tick {
	int64_t timeMs = 0, bid = 0, ask = 0;
};

// The exact average open price as a fraction in points: num / den.
struct Average {
	int64_t num = 0, den = 1;
};

struct Position {
	uint64_t ticket = 0, identifier = 0, magic = 0;
	int symbol = 0;
	bool buy = true;
	int64_t volume = 0, sl = 0, tp = 0, timeMs = 0;
	Average open;
	int64_t swapCents = 0;
	std::string comment;
};
struct Order {
	uint64_t ticket = 0, magic = 0, positionId = 0, positionById = 0;
	int symbol = 0;
	ENUM_ORDER_TYPE type = ORDER_TYPE_BUY;
	ENUM_ORDER_STATE state = ORDER_STATE_STARTED;
	ENUM_ORDER_TYPE_TIME timeType = ORDER_TIME_GTC;
	int64_t volume = 0, left = 0, price = 0, stopLimit = 0, sl = 0, tp = 0, setupMs = 0, doneMs = 0, expirationMs = 0;
	ENUM_DEAL_REASON reason = DEAL_REASON_EXPERT;
	bool closes = false; // it closes the position that it names
	std::string comment;
	uint64_t visibleAtUs = 0; // in the terminal's history (not persisted)
};
struct Deal {
	uint64_t ticket = 0, order = 0, positionId = 0, magic = 0;
	int symbol = -1;
	ENUM_DEAL_TYPE type = DEAL_TYPE_BALANCE;
	ENUM_DEAL_ENTRY entry = DEAL_ENTRY_IN;
	ENUM_DEAL_REASON reason = DEAL_REASON_CLIENT;
	int64_t volume = 0, price = 0, profitCents = 0, timeMs = 0, commissionCents = 0, swapCents = 0;
	std::string comment;
	uint64_t visibleAtUs = 0;
};

inline bool isBuy(ENUM_ORDER_TYPE t) { return t == ORDER_TYPE_BUY || t == ORDER_TYPE_BUY_LIMIT || t == ORDER_TYPE_BUY_STOP || t == ORDER_TYPE_BUY_STOP_LIMIT; }
inline bool isMarket(ENUM_ORDER_TYPE t) { return t == ORDER_TYPE_BUY || t == ORDER_TYPE_SELL; }
