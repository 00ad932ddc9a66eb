// The MQL5 built-ins that the EA uses. Force-included: g++ -include mql5_shim.hpp -x c++ Meridian.mq5
#pragma once
#include "mql5_types.hpp"

extern string _Symbol;
extern int mqlLastError;
inline int GetLastError() { return mqlLastError; }
inline void ResetLastError() { mqlLastError = 0; }

ulong GetTickCount64();
inline uint GetTickCount() { return static_cast<uint>(GetTickCount64()); }
ulong GetMicrosecondCount();
datetime TimeLocal();
datetime TimeGMT();
datetime TimeCurrent();
datetime TimeTradeServer();
bool IsStopped();
bool EventSetMillisecondTimer(int ms);
void EventKillTimer();
void ExpertRemove();
void MathSrand(int seed);
int MathRand();

int SocketCreate(uint flags = 0);
bool SocketClose(int s);
bool SocketConnect(int s, const string &host, uint port, uint timeoutMs);
bool SocketIsConnected(int s);
uint SocketIsReadable(int s);
bool SocketTimeouts(int s, uint sendMs, uint receiveMs);
int SocketRead(int s, MqlArray<uchar> &buffer, uint max, uint timeoutMs);
int SocketSend(int s, const MqlArray<uchar> &buffer, uint n);

long AccountInfoInteger(ENUM_ACCOUNT_INFO_INTEGER what);
double AccountInfoDouble(ENUM_ACCOUNT_INFO_DOUBLE what);
string AccountInfoString(ENUM_ACCOUNT_INFO_STRING what);
long TerminalInfoInteger(ENUM_TERMINAL_INFO_INTEGER what);
long MQLInfoInteger(ENUM_MQL_INFO_INTEGER what);

bool SymbolSelect(const string &symbol, bool on);
long SymbolInfoInteger(const string &symbol, ENUM_SYMBOL_INFO_INTEGER what);
double SymbolInfoDouble(const string &symbol, ENUM_SYMBOL_INFO_DOUBLE what);
string SymbolInfoString(const string &symbol, ENUM_SYMBOL_INFO_STRING what);
bool SymbolInfoMarginRate(const string &symbol, ENUM_ORDER_TYPE type, double &initial, double &maintenance);
bool SymbolInfoSessionTrade(const string &symbol, ENUM_DAY_OF_WEEK day, uint index, datetime &from, datetime &to);
bool SymbolInfoTick(const string &symbol, MqlTick &tick);
int CopyTicks(const string &symbol, MqlArray<MqlTick> &ticks, int flags, ulong fromMsc, uint count);

bool MarketBookAdd(const string &symbol);
bool MarketBookRelease(const string &symbol);
bool MarketBookGet(const string &symbol, MqlArray<MqlBookInfo> &book);

int PositionsTotal();
bool PositionSelectByTicket(ulong ticket);
ulong PositionGetTicket(int index);
long PositionGetInteger(ENUM_POSITION_PROPERTY_INTEGER what);
double PositionGetDouble(ENUM_POSITION_PROPERTY_DOUBLE what);
string PositionGetString(ENUM_POSITION_PROPERTY_STRING what);
int OrdersTotal();
ulong OrderGetTicket(int index);
bool OrderSelect(ulong ticket);
long OrderGetInteger(ENUM_ORDER_PROPERTY_INTEGER what);
double OrderGetDouble(ENUM_ORDER_PROPERTY_DOUBLE what);
string OrderGetString(ENUM_ORDER_PROPERTY_STRING what);
bool HistorySelect(datetime from, datetime to);
bool HistoryOrderSelect(ulong ticket);
bool HistoryDealSelect(ulong ticket);
int HistoryOrdersTotal();
int HistoryDealsTotal();
ulong HistoryOrderGetTicket(int index);
ulong HistoryDealGetTicket(int index);
long HistoryOrderGetInteger(ulong ticket, ENUM_ORDER_PROPERTY_INTEGER what);
double HistoryOrderGetDouble(ulong ticket, ENUM_ORDER_PROPERTY_DOUBLE what);
string HistoryOrderGetString(ulong ticket, ENUM_ORDER_PROPERTY_STRING what);
long HistoryDealGetInteger(ulong ticket, ENUM_DEAL_PROPERTY_INTEGER what);
double HistoryDealGetDouble(ulong ticket, ENUM_DEAL_PROPERTY_DOUBLE what);
string HistoryDealGetString(ulong ticket, ENUM_DEAL_PROPERTY_STRING what);
bool OrderSendAsync(const MqlTradeRequest &request, MqlTradeResult &result);

bool GlobalVariableGet(const string &name, double &value);
datetime GlobalVariableSet(const string &name, double value);
void GlobalVariablesFlush();
int CryptEncode(ENUM_CRYPT_METHOD method, const MqlArray<uchar> &data, const MqlArray<uchar> &key, MqlArray<uchar> &result);

inline int StringLen(const string &s) { return static_cast<int>(s.str().size()); }
inline int StringToCharArray(const string &s, MqlArray<uchar> &a, int start = 0, int = WHOLE_ARRAY, uint = CP_UTF8) {
	int n = static_cast<int>(s.str().size()) + 1;
	a.resize(start + n, 0);
	memcpy(a.data() + start, s.str().c_str(), static_cast<size_t>(n));
	return n;
}
inline string CharArrayToString(const MqlArray<uchar> &a, int start = 0, int count = WHOLE_ARRAY, uint = CP_UTF8) {
	if (count < 0) count = a.size() - start;
	if (start < 0 || start + count > a.size()) throw MqlCritical{"CharArrayToString out of range"};
	std::string r(reinterpret_cast<const char *>(a.data()) + start, static_cast<size_t>(count));
	size_t zero = r.find('\0');
	return string(zero == std::string::npos ? r : r.substr(0, zero));
}
inline int StringFind(const string &s, const string &what, int start = 0) {
	const size_t at = s.str().find(what.str(), static_cast<size_t>(start));
	return at == std::string::npos ? -1 : static_cast<int>(at);
}
inline double NormalizeDouble(double v, int digits) {
	const double scale = std::pow(10.0, digits);
	return std::round(v * scale) / scale;
}
inline string IntegerToString(long v) { return string(std::to_string(v)); }

inline string DoubleToString(double v, int digits = 8) {
	char text[64];
	snprintf(text, sizeof text, "%.*f", digits, v);
	return string(text);
}

void Comment(const string &text);
void mqlPrint(const std::string &line);
inline void Print(const string &s) { mqlPrint(s.str()); }
inline const char *mqlArgument(const string &s) { return s.str().c_str(); }
template <class T> T mqlArgument(T v) { return v; }
template <class... A> void PrintFormat(const char *format, const A &...a) {
	char line[2048];
	snprintf(line, sizeof line, format, mqlArgument(a)...);
	mqlPrint(line);
}

// What the terminal calls.
int OnInit(void);
void OnDeinit(const int reason);
void OnTimer(void);
void OnTick(void);
void OnBookEvent(const string &symbol);
void OnTradeTransaction(const MqlTradeTransaction &trans, const MqlTradeRequest &request, const MqlTradeResult &result);

// Language words last, so that they cannot break a standard header. Inputs are plain globals: the emulator sets them.
#define input
