// The MQL5 types, enums and structures that the EA uses. Numbers: docs/mt5.md says where they come from.
#pragma once
#include <sys/types.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

static_assert(sizeof(long) == 8, "MQL5 long has 64 bits: an LP64 host is needed");
typedef unsigned char uchar;
#ifdef __APPLE__
typedef unsigned long ulong;
#endif
typedef int64_t datetime;
static_assert(sizeof(ulong) == 8 && sizeof(uint) == 4 && sizeof(ushort) == 2, "MQL5 integer widths");

// A critical runtime error stops an EA in MetaTrader; here it is thrown and ends the process.
struct MqlCritical {
	const char *what;
};

// A dynamic array: resizable and bounds-checked, as in MQL5.
template <class T> class MqlArray {
	std::vector<T> v;
	void check(long i) const {
		if (i < 0 || static_cast<size_t>(i) >= v.size()) throw MqlCritical{"array out of range"};
	}

  public:
	T &operator[](long i) {
		check(i);
		return v[static_cast<size_t>(i)];
	}
	const T &operator[](long i) const {
		check(i);
		return v[static_cast<size_t>(i)];
	}
	int size() const { return static_cast<int>(v.size()); }
	void resize(int n, int reserve) {
		if (n < 0) throw MqlCritical{"negative array size"};
		if (reserve > 0 && static_cast<size_t>(n) > v.capacity()) v.reserve(static_cast<size_t>(n) + static_cast<size_t>(reserve));
		v.resize(static_cast<size_t>(n));
	}
	T *data() { return v.data(); }
	const T *data() const { return v.data(); }
};
template <class T> int ArraySize(const MqlArray<T> &a) { return a.size(); }
template <class T> int ArrayResize(MqlArray<T> &a, int n, int reserve = 0) {
	a.resize(n, reserve);
	return n;
}

// An MQL5 string is a value and UTF-16; it is kept as UTF-8 here and never indexed.
class string {
	std::string s;

  public:
	string() {}
	string(const char *c) : s(c ? c : "") {}
	string(std::string x) : s(std::move(x)) {}
	const std::string &str() const { return s; }
	friend string operator+(const string &a, const string &b) { return string(a.s + b.s); }
	string &operator+=(const string &b) {
		s += b.s;
		return *this;
	}
	friend bool operator==(const string &a, const string &b) { return a.s == b.s; }
	friend bool operator!=(const string &a, const string &b) { return a.s != b.s; }
};

enum { INVALID_HANDLE = -1, WHOLE_ARRAY = -1, CP_UTF8 = 65001, INIT_SUCCEEDED = 0, INIT_FAILED = 1, INIT_PARAMETERS_INCORRECT = 32767 };
enum ENUM_CRYPT_METHOD { CRYPT_HASH_SHA256 = 4 };
enum ENUM_TRADE_REQUEST_ACTIONS { TRADE_ACTION_DEAL = 1, TRADE_ACTION_PENDING = 5, TRADE_ACTION_SLTP = 6, TRADE_ACTION_MODIFY = 7, TRADE_ACTION_REMOVE = 8, TRADE_ACTION_CLOSE_BY = 10 };
enum ENUM_ORDER_TYPE { ORDER_TYPE_BUY, ORDER_TYPE_SELL, ORDER_TYPE_BUY_LIMIT, ORDER_TYPE_SELL_LIMIT, ORDER_TYPE_BUY_STOP, ORDER_TYPE_SELL_STOP, ORDER_TYPE_BUY_STOP_LIMIT, ORDER_TYPE_SELL_STOP_LIMIT, ORDER_TYPE_CLOSE_BY };
enum ENUM_ORDER_TYPE_FILLING { ORDER_FILLING_FOK, ORDER_FILLING_IOC, ORDER_FILLING_RETURN, ORDER_FILLING_BOC };
enum ENUM_ORDER_TYPE_TIME { ORDER_TIME_GTC, ORDER_TIME_DAY, ORDER_TIME_SPECIFIED, ORDER_TIME_SPECIFIED_DAY };
enum ENUM_ORDER_STATE {
	ORDER_STATE_STARTED, ORDER_STATE_PLACED, ORDER_STATE_CANCELED, ORDER_STATE_PARTIAL, ORDER_STATE_FILLED,
	ORDER_STATE_REJECTED, ORDER_STATE_EXPIRED, ORDER_STATE_REQUEST_ADD, ORDER_STATE_REQUEST_MODIFY, ORDER_STATE_REQUEST_CANCEL
};
enum ENUM_DEAL_TYPE {
	DEAL_TYPE_BUY, DEAL_TYPE_SELL, DEAL_TYPE_BALANCE, DEAL_TYPE_CREDIT, DEAL_TYPE_CHARGE, DEAL_TYPE_CORRECTION, DEAL_TYPE_BONUS, DEAL_TYPE_COMMISSION,
	DEAL_TYPE_COMMISSION_DAILY, DEAL_TYPE_COMMISSION_MONTHLY, DEAL_TYPE_COMMISSION_AGENT_DAILY, DEAL_TYPE_COMMISSION_AGENT_MONTHLY, DEAL_TYPE_INTEREST,
	DEAL_TYPE_BUY_CANCELED, DEAL_TYPE_SELL_CANCELED, DEAL_DIVIDEND, DEAL_DIVIDEND_FRANKED, DEAL_TAX
};
enum ENUM_DEAL_ENTRY { DEAL_ENTRY_IN, DEAL_ENTRY_OUT, DEAL_ENTRY_INOUT, DEAL_ENTRY_OUT_BY };
enum ENUM_DEAL_REASON { DEAL_REASON_CLIENT, DEAL_REASON_MOBILE, DEAL_REASON_WEB, DEAL_REASON_EXPERT, DEAL_REASON_SL, DEAL_REASON_TP, DEAL_REASON_SO, DEAL_REASON_ROLLOVER };
enum ENUM_POSITION_TYPE { POSITION_TYPE_BUY, POSITION_TYPE_SELL };
enum ENUM_TRADE_TRANSACTION_TYPE {
	TRADE_TRANSACTION_ORDER_ADD, TRADE_TRANSACTION_ORDER_UPDATE, TRADE_TRANSACTION_ORDER_DELETE, TRADE_TRANSACTION_HISTORY_ADD, TRADE_TRANSACTION_HISTORY_UPDATE,
	TRADE_TRANSACTION_HISTORY_DELETE, TRADE_TRANSACTION_DEAL_ADD, TRADE_TRANSACTION_DEAL_UPDATE, TRADE_TRANSACTION_DEAL_DELETE, TRADE_TRANSACTION_POSITION, TRADE_TRANSACTION_REQUEST
};
enum ENUM_ACCOUNT_MARGIN_MODE { ACCOUNT_MARGIN_MODE_RETAIL_NETTING, ACCOUNT_MARGIN_MODE_EXCHANGE, ACCOUNT_MARGIN_MODE_RETAIL_HEDGING };
enum ENUM_ACCOUNT_TRADE_MODE { ACCOUNT_TRADE_MODE_DEMO, ACCOUNT_TRADE_MODE_CONTEST, ACCOUNT_TRADE_MODE_REAL };
enum ENUM_SYMBOL_TRADE_MODE { SYMBOL_TRADE_MODE_DISABLED, SYMBOL_TRADE_MODE_LONGONLY, SYMBOL_TRADE_MODE_SHORTONLY, SYMBOL_TRADE_MODE_CLOSEONLY, SYMBOL_TRADE_MODE_FULL };
enum ENUM_SYMBOL_TRADE_EXECUTION { SYMBOL_TRADE_EXECUTION_REQUEST, SYMBOL_TRADE_EXECUTION_INSTANT, SYMBOL_TRADE_EXECUTION_MARKET, SYMBOL_TRADE_EXECUTION_EXCHANGE };
enum ENUM_SYMBOL_CALC_MODE {
	SYMBOL_CALC_MODE_FOREX, SYMBOL_CALC_MODE_FUTURES, SYMBOL_CALC_MODE_CFD, SYMBOL_CALC_MODE_CFDINDEX, SYMBOL_CALC_MODE_CFDLEVERAGE, SYMBOL_CALC_MODE_FOREX_NO_LEVERAGE,
	SYMBOL_CALC_MODE_EXCH_STOCKS = 32, SYMBOL_CALC_MODE_EXCH_FUTURES = 33
};
enum ENUM_ACCOUNT_STOPOUT_MODE { ACCOUNT_STOPOUT_MODE_PERCENT, ACCOUNT_STOPOUT_MODE_MONEY };
enum ENUM_DAY_OF_WEEK { SUNDAY, MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY };

// Property identifiers: their numbers never leave the process.
enum ENUM_ACCOUNT_INFO_INTEGER { ACCOUNT_LOGIN, ACCOUNT_TRADE_MODE, ACCOUNT_LEVERAGE, ACCOUNT_TRADE_ALLOWED, ACCOUNT_TRADE_EXPERT, ACCOUNT_MARGIN_MODE, ACCOUNT_CURRENCY_DIGITS, ACCOUNT_FIFO_CLOSE, ACCOUNT_HEDGE_ALLOWED, ACCOUNT_MARGIN_SO_MODE };
enum ENUM_ACCOUNT_INFO_DOUBLE { ACCOUNT_BALANCE, ACCOUNT_CREDIT, ACCOUNT_PROFIT, ACCOUNT_EQUITY, ACCOUNT_MARGIN, ACCOUNT_MARGIN_FREE, ACCOUNT_MARGIN_SO_CALL, ACCOUNT_MARGIN_SO_SO };
enum ENUM_ACCOUNT_INFO_STRING { ACCOUNT_SERVER, ACCOUNT_CURRENCY, ACCOUNT_COMPANY };
enum ENUM_TERMINAL_INFO_INTEGER { TERMINAL_BUILD, TERMINAL_CONNECTED, TERMINAL_TRADE_ALLOWED };
enum ENUM_MQL_INFO_INTEGER { MQL_TRADE_ALLOWED };
enum ENUM_SYMBOL_INFO_INTEGER { SYMBOL_DIGITS, SYMBOL_TRADE_STOPS_LEVEL, SYMBOL_TRADE_FREEZE_LEVEL, SYMBOL_TRADE_MODE, SYMBOL_TRADE_EXEMODE, SYMBOL_FILLING_MODE, SYMBOL_ORDER_MODE, SYMBOL_EXPIRATION_MODE, SYMBOL_TRADE_CALC_MODE, SYMBOL_MARGIN_HEDGED_USE_LEG };
enum ENUM_SYMBOL_INFO_DOUBLE { SYMBOL_POINT, SYMBOL_TRADE_TICK_SIZE, SYMBOL_TRADE_CONTRACT_SIZE, SYMBOL_VOLUME_MIN, SYMBOL_VOLUME_MAX, SYMBOL_VOLUME_STEP, SYMBOL_TRADE_TICK_VALUE, SYMBOL_MARGIN_INITIAL, SYMBOL_MARGIN_MAINTENANCE, SYMBOL_MARGIN_HEDGED };
enum ENUM_SYMBOL_INFO_STRING { SYMBOL_CURRENCY_BASE, SYMBOL_CURRENCY_PROFIT, SYMBOL_CURRENCY_MARGIN };
enum ENUM_POSITION_PROPERTY_INTEGER { POSITION_TICKET, POSITION_IDENTIFIER, POSITION_TYPE, POSITION_MAGIC, POSITION_TIME_MSC };
enum ENUM_POSITION_PROPERTY_DOUBLE { POSITION_VOLUME, POSITION_PRICE_OPEN, POSITION_SL, POSITION_TP, POSITION_SWAP, POSITION_PROFIT };
enum ENUM_POSITION_PROPERTY_STRING { POSITION_SYMBOL };
enum ENUM_ORDER_PROPERTY_INTEGER { ORDER_TYPE, ORDER_STATE, ORDER_MAGIC, ORDER_POSITION_ID, ORDER_POSITION_BY_ID, ORDER_TIME_SETUP_MSC, ORDER_TIME_DONE_MSC };
enum ENUM_ORDER_PROPERTY_DOUBLE { ORDER_VOLUME_INITIAL, ORDER_VOLUME_CURRENT, ORDER_PRICE_OPEN, ORDER_PRICE_STOPLIMIT, ORDER_SL, ORDER_TP };
enum ENUM_ORDER_PROPERTY_STRING { ORDER_SYMBOL };
enum ENUM_DEAL_PROPERTY_INTEGER { DEAL_ORDER, DEAL_POSITION_ID, DEAL_TYPE, DEAL_ENTRY, DEAL_REASON, DEAL_MAGIC, DEAL_TIME_MSC };
enum ENUM_DEAL_PROPERTY_DOUBLE { DEAL_VOLUME, DEAL_PRICE, DEAL_PROFIT, DEAL_COMMISSION, DEAL_SWAP, DEAL_FEE };
enum ENUM_DEAL_PROPERTY_STRING { DEAL_SYMBOL };
enum { COPY_TICKS_ALL = -1 };

struct MqlTick {
	datetime time;
	double bid, ask, last;
	ulong volume;
	long time_msc;
	uint flags;
	double volume_real;
};
struct MqlTradeRequest {
	ENUM_TRADE_REQUEST_ACTIONS action;
	ulong magic, order;
	string symbol;
	double volume, price, stoplimit, sl, tp;
	ulong deviation;
	ENUM_ORDER_TYPE type;
	ENUM_ORDER_TYPE_FILLING type_filling;
	ENUM_ORDER_TYPE_TIME type_time;
	datetime expiration;
	string comment;
	ulong position, position_by;
};
struct MqlTradeResult {
	uint retcode;
	ulong deal, order;
	double volume, price, bid, ask;
	string comment;
	uint request_id;
	int retcode_external;
};
struct MqlTradeTransaction {
	ulong deal, order;
	string symbol;
	ENUM_TRADE_TRANSACTION_TYPE type;
	ENUM_ORDER_TYPE order_type;
	ENUM_ORDER_STATE order_state;
	ENUM_DEAL_TYPE deal_type;
	ENUM_ORDER_TYPE_TIME time_type;
	datetime time_expiration;
	double price, price_trigger, price_sl, price_tp, volume;
	ulong position, position_by;
};
