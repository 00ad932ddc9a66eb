// One emulated terminal: the EA's event queue, the market it sees, the server it sends to. One per process, as MQL5's built-ins have no handle.
#pragma once
#include <deque>
#include <fstream>
#include <map>
#include <random>
#include <set>

#include "arrivals.hpp"
#include "clock.hpp"
#include "market.hpp"
#include "mql5_shim.hpp"
#include "options.hpp"

class Terminal {
	struct Event {
		enum Kind { TIMER, TICK, BOOK, TRANSACTION } kind;
		MqlTradeTransaction transaction;
		MqlTradeRequest request;
		MqlTradeResult result;
		int symbol = -1;
		uint64_t dueUs = 0;
	};
	struct Job {
		uint64_t dueUs;
		uint requestId;
		MqlTradeRequest request;
	};
	struct Missed {
		int symbol;
		Tick tick;
	};
	static constexpr size_t transactionsKept = 1024; // as documented: a full queue displaces the oldest

	std::deque<Event> events;
	std::deque<Job> jobs; // the first that is due in front
	std::deque<uint64_t> taken; // when the server took each request of the last second, us
	std::mt19937_64 shuffler;
	Generator generator;
	uint requestId = 0;
	uint64_t nextTimerUs = 0, playStartUs = 0, loggedDeals = 0;
	int64_t playStartMs = 0;
	size_t pendingTransactions = 0;
	bool connected = true;
	Books frozen; // what the terminal knows while its server is away
	Figures frozenFigures;
	std::vector<Missed> missed;
	std::ofstream log; // what happened, a line each
	std::map<uint64_t, Held> held; // of requests that are on their way

	void post(Event::Kind kind, int symbol = -1, uint64_t dueUs = 0);
	void queue(std::vector<Event> batch);
	std::vector<Event> drainBroker();
	void show(int symbol, const Tick &t);
	bool tooMany();
	void runServer();
	void logHeld(const MqlTradeTransaction &dealt);
	void advanceMarket();
	bool backlog() const;

  public:
	const Options options;
	Books books;
	Broker broker;
	TickFile file;
	std::vector<TickCache> caches;
	std::set<int> bookSymbols; // subscribed with MarketBookAdd
	std::string panel;
	int timerMs = 0;
	uint64_t timerDueUs = 0; // when the timer event that is or was handled last was due
	int64_t marketMs = 0; // of the last tick, UTC
	bool algoTrading = true, addressAllowed = true, stopping = false, restarting = false;

	explicit Terminal(const Options &o);
	// The world outside the EA's thread: due answers of the server, due ticks. Dispatches nothing.
	void step();
	void dispatch();
	// When something may be due next, us; at most 5 s from now.
	uint64_t nextDueUs() const;
	// How long nothing is due, at most 5 ms.
	uint64_t idleUs() const;
	void deliver(int symbol, const Tick &t);
	// Lockstep: that many ticks, each handled before the next. Gives the ticks delivered so far.
	uint64_t play(uint64_t count);
	bool send(const MqlTradeRequest &request, MqlTradeResult &result);
	int64_t serverMs() const;
	// As the terminal knows it: what happens while its server is away is not seen before it is back.
	const Books &seen() const { return connected ? books : frozen; }
	Figures seenFigures() const { return connected ? broker.figures() : frozenFigures; }
	bool serverConnected() const { return connected; }
	// Away: the server and the market go on without the terminal. Back: its tables and ticks are complete at once, what happened is not told again.
	void connectServer(bool on);
	// By hand in the terminal, or by the broker: what happened is told to the EA.
	void happened();
	// The EA leaves its chart and comes back: its queue is gone, the server's answers still come.
	void restartEa();
	void persist();
};
extern Terminal *terminal;
