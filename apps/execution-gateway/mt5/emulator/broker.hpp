// The simulated broker: matches requests and ticks against its books, in integers. Its rules are in RULES.md.
#pragma once
#include "books.hpp"
#include "money.hpp"

struct AccountTerms {
	std::string currency;
	int64_t leverage = 100;
	bool netting = false;
	bool slMagicPosition = false; // deals of SL and TP carry the position's magic instead of 0 (undocumented at MetaQuotes)
	bool closeByMagicRequest = false; // order and deals of a close-by carry the request's magic instead of 0 (undocumented too)
};
struct Figures {
	int64_t balanceCents = 0, profitCents = 0, marginCents = 0;
	int64_t equityCents() const { return balanceCents + profitCents; }
};
struct Answer {
	uint retcode = 0;
	uint64_t order = 0, deal = 0;
};

// MetaQuotes' documented return codes of the trade server.
enum Retcode : uint {
	RETCODE_DONE = 10009, RETCODE_INVALID = 10013, RETCODE_INVALID_VOLUME = 10014, RETCODE_INVALID_PRICE = 10015, RETCODE_INVALID_STOPS = 10016, RETCODE_MARKET_CLOSED = 10018,
	RETCODE_NO_MONEY = 10019, RETCODE_PRICE_OFF = 10021, RETCODE_INVALID_EXPIRATION = 10022, RETCODE_NO_CHANGES = 10025, RETCODE_CLIENT_DISABLES_AT = 10027, RETCODE_INVALID_FILL = 10030, RETCODE_CONNECTION = 10031,
	RETCODE_INVALID_ORDER = 10035, RETCODE_POSITION_CLOSED = 10036, RETCODE_INVALID_CLOSE_VOLUME = 10038
};

class Broker {
	Books &books;
	const AccountTerms terms;
	Quotes quotes;

	// requests (broker_requests.cpp)
	Answer deal(const MqlTradeRequest &r, int symbol);
	Answer pending(const MqlTradeRequest &r, int symbol);
	Answer modify(const MqlTradeRequest &r);
	Answer stops(const MqlTradeRequest &r);
	Answer remove(const MqlTradeRequest &r);
	Answer closeBy(const MqlTradeRequest &r);
	uint pendingFault(const Order &o) const;
	// matching (broker_matching.cpp)
	void expire(int64_t nowMs);
	void triggerStops(int symbol);
	void triggerOrder(uint64_t ticket);
	uint64_t fill(Order order, int64_t price, Position *closing, ENUM_DEAL_REASON reason);
	void endWorking(uint64_t ticket, ENUM_ORDER_STATE state);
	uint64_t book(const Order &order, Deal deal);
	// account (broker_account.cpp)
	int64_t marginOf(const std::vector<Position> &positions) const;
	bool affords(int symbol, bool buy, int64_t volume, int64_t price) const;
	bool convertible(int symbol) const;

	void tell(ENUM_TRADE_TRANSACTION_TYPE type, const Order &o);
	void tell(const Deal &d);
	void tell(const Position &p);

  public:
	// What happened since it was last emptied, in the order of the book's own logs: add, deal, delete, history.
	std::vector<MqlTradeTransaction> happened;

	Broker(Books &b, AccountTerms t) : books(b), terms(std::move(t)), quotes(instruments().size()) {}
	const Tick &quote(int symbol) const { return quotes[static_cast<size_t>(symbol)]; }
	// The last price before anything is traded: moves no order.
	void prime(int symbol, const Tick &t) { quotes[static_cast<size_t>(symbol)] = t; }
	void tick(int symbol, const Tick &t);
	Answer request(const MqlTradeRequest &r);
	Figures figures() const;
	// Profit if it were closed now; 0 without a quote.
	int64_t floatingCents(const Position &p) const;
};

inline int64_t toPoints(double price, int symbol) { return llround(price * static_cast<double>(instruments()[static_cast<size_t>(symbol)].scale)); }
inline double fromPoints(int64_t points, int symbol) { return static_cast<double>(points) / static_cast<double>(instruments()[static_cast<size_t>(symbol)].scale); }
