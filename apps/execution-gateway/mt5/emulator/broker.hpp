// The simulated broker: matches requests and ticks against its books, in integers. Its rules are in RULES.md.
#pragma once
#include <random>

#include "books.hpp"
#include "money.hpp"
#include "zone.hpp"

struct AccountTerms {
	std::string currency;
	int64_t leverage = 100;
	bool netting = false;
	bool slMagicPosition = false;     // deals of SL and TP carry the position's magic instead of 0 (undocumented at MetaQuotes)
	bool closeByMagicRequest = false; // order and deals of a close-by carry the request's magic instead of 0 (undocumented too)
	Zone zone;
	int64_t marginCallPercent = 100, stopOutPercent = 50; // of equity over margin; a stop-out of 0 never comes
	int64_t slippageMax = 0;        // points; market orders and stops only
	bool slippageRandom = false;    // either way up to the most, else always the most and against the client
	uint64_t requoteEvery = 0, priceChangedEvery = 0, rejectEvery = 0; // every n-th market order
	size_t ordersMax = 0;           // pending orders; 0: any number
	size_t commentMax = 0;          // 0: kept whole
	bool weekdaysOnly = false, fifo = false;
	uint64_t seed = 7;
};
struct Figures {
	int64_t balanceCents = 0, creditCents = 0, profitCents = 0, marginCents = 0;
	int64_t equityCents() const { return balanceCents + creditCents + profitCents; }
	// Of equity over margin, whether it is at or below so many percent.
	bool isAtMost(int64_t percent) const { return marginCents > 0 && static_cast<i128>(equityCents()) * 100 <= static_cast<i128>(marginCents) * percent; }
};
struct Answer {
	uint retcode = 0;
	uint64_t order = 0, deal = 0;
	int64_t volume = 0; // done
};

// MetaQuotes' documented return codes of the trade server.
enum Retcode : uint {
	RETCODE_REQUOTE = 10004, RETCODE_REJECT = 10006, RETCODE_DONE = 10009, RETCODE_DONE_PARTIAL = 10010, RETCODE_INVALID = 10013, RETCODE_INVALID_VOLUME = 10014, RETCODE_INVALID_PRICE = 10015,
	RETCODE_INVALID_STOPS = 10016, RETCODE_TRADE_DISABLED = 10017, RETCODE_MARKET_CLOSED = 10018, RETCODE_NO_MONEY = 10019, RETCODE_PRICE_CHANGED = 10020, RETCODE_PRICE_OFF = 10021,
	RETCODE_INVALID_EXPIRATION = 10022, RETCODE_TOO_MANY_REQUESTS = 10024, RETCODE_NO_CHANGES = 10025, RETCODE_SERVER_DISABLES_AT = 10026, RETCODE_CLIENT_DISABLES_AT = 10027, RETCODE_FROZEN = 10029, RETCODE_INVALID_FILL = 10030, RETCODE_CONNECTION = 10031,
	RETCODE_LIMIT_ORDERS = 10033, RETCODE_INVALID_ORDER = 10035, RETCODE_POSITION_CLOSED = 10036, RETCODE_INVALID_CLOSE_VOLUME = 10038, RETCODE_LONG_ONLY = 10042, RETCODE_SHORT_ONLY = 10043,
	RETCODE_CLOSE_ONLY = 10044, RETCODE_FIFO_CLOSE = 10045
};

class Broker {
	Books &books;
	const AccountTerms terms;
	Quotes quotes;
	std::mt19937_64 chance;
	uint64_t marketOrders = 0;
	bool isMarginCalled = false;

	// requests (broker_requests.cpp, broker_changes.cpp)
	Answer deal(const MqlTradeRequest &r, int symbol, ENUM_DEAL_REASON reason);
	Answer pending(const MqlTradeRequest &r, int symbol, ENUM_DEAL_REASON reason);
	Answer modify(const MqlTradeRequest &r);
	Answer stops(const MqlTradeRequest &r);
	Answer remove(const MqlTradeRequest &r);
	Answer closeBy(const MqlTradeRequest &r);
	uint dealer(const MqlTradeRequest &r, int symbol);
	uint marketFault(const MqlTradeRequest &r, int symbol, bool closing) const;
	uint pendingFault(const Order &o) const;
	bool lifetime(const MqlTradeRequest &r, int64_t nowMs, Order &o) const;
	bool isFrozen(const Order &o) const;
	bool isFrozen(const Position &p) const;
	std::string kept(const std::string &comment) const;
	// matching (broker_matching.cpp)
	void expire(int64_t nowMs);
	void triggerStops(int symbol);
	void triggerOrder(uint64_t ticket);
	void endWorking(uint64_t ticket, ENUM_ORDER_STATE state);
	// So much of what is left of an order, at one price; where all of it is done or nothing may rest, the order ends. `order` is in no list.
	uint64_t fill(Order order, int64_t price, int64_t volume, bool mayRest);
	int64_t slipped(int symbol, bool buy, int64_t price);
	int64_t takes(int symbol, int64_t wanted) const;
	int64_t commissionCents(const Deal &d) const;
	// the account's own (broker_account.cpp, broker_night.cpp)
	int64_t marginOf(const std::vector<Position> &positions) const;
	int64_t marginOfSymbol(int symbol, const std::vector<Position> &positions) const;
	int64_t marginOfOrder(const Order &o) const;
	bool affords(int symbol, bool buy, int64_t volume, int64_t price) const;
	bool convertible(int symbol) const;
	void rollover(int64_t nowMs);
	void stopOut();
	void closeAt(const Position &p, ENUM_DEAL_REASON reason, int64_t price, const std::string &comment);

	void tell(ENUM_TRADE_TRANSACTION_TYPE type, const Order &o);
	void tell(const Deal &d);
	void tell(const Position &p);

  public:
	// What happened since it was last emptied, in the order of the book's own logs: add, deal, delete, history.
	std::vector<MqlTradeTransaction> happened;
	bool pricesOff = false;
	bool expertsOff = false; // the broker takes orders of hands alone

	Broker(Books &b, AccountTerms t) : books(b), terms(std::move(t)), quotes(instruments().size()), chance(terms.seed) {}
	const Tick &quote(int symbol) const { return quotes[static_cast<size_t>(symbol)]; }
	const Quotes &allQuotes() const { return quotes; }
	const Zone &zone() const { return terms.zone; }
	bool marginCalled() const { return isMarginCalled; }
	int64_t stopOutPercent() const { return terms.stopOutPercent; }
	int64_t marginCallPercent() const { return terms.marginCallPercent; }
	// The last price before anything is traded: moves no order.
	void prime(int symbol, const Tick &t) { quotes[static_cast<size_t>(symbol)] = t; }
	void tick(int symbol, const Tick &t);
	// `reason` CLIENT: by hand in the terminal.
	Answer request(const MqlTradeRequest &r, ENUM_DEAL_REASON reason = DEAL_REASON_EXPERT);
	// A deal that trades nothing: a deposit, a credit, a charge.
	void operation(ENUM_DEAL_TYPE type, int64_t cents, int64_t timeMs);
	Figures figures() const;
	// Profit if it were closed now; 0 without a quote.
	int64_t floatingCents(const Position &p) const;
};

inline int64_t toPoints(double price, int symbol) { return llround(price * static_cast<double>(instruments()[static_cast<size_t>(symbol)].scale)); }
inline double fromPoints(int64_t points, int symbol) { return static_cast<double>(points) / static_cast<double>(instruments()[static_cast<size_t>(symbol)].scale); }
inline const Instrument &instrument(int symbol) { return instruments()[static_cast<size_t>(symbol)]; }
// A stop is on the losing side of the price that would trigger it, a target on the winning side, both at least the stops level away.
inline bool stopsFit(bool buy, int64_t reference, int64_t level, int64_t sl, int64_t tp) {
	return (sl == 0 || (buy ? sl < reference && reference - sl >= level : sl > reference && sl - reference >= level)) &&
	       (tp == 0 || (buy ? tp > reference && tp - reference >= level : tp < reference && reference - tp >= level));
}
