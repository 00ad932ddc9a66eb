// One emulated terminal: the EA's event queue, the market it sees, the server it sends to. One per process, as MQL5's built-ins have no handle.
#pragma once
#include <deque>
#include <random>

#include "broker.hpp"
#include "market.hpp"
#include "mql5_shim.hpp"
#include "options.hpp"

uint64_t nowUs();
int64_t wallMs();

class Terminal {
	struct Event {
		enum Kind { TIMER, TICK, TRANSACTION } kind;
		MqlTradeTransaction transaction;
		MqlTradeRequest request;
		MqlTradeResult result;
	};
	struct Job {
		uint64_t dueUs;
		uint requestId;
		MqlTradeRequest request;
	};
	static constexpr size_t transactionsKept = 1024; // as documented: a full queue displaces the oldest

	std::deque<Event> events;
	std::deque<Job> jobs;
	std::mt19937_64 shuffler;
	Generator generator;
	uint requestId = 0;
	uint64_t nextTimerUs = 0, playStartUs = 0, loggedDeals = 0;
	int64_t playStartMs = 0;
	size_t pendingTransactions = 0;

	void post(Event::Kind kind);
	void queue(std::vector<Event> batch);
	std::vector<Event> drainBroker();
	void deliver(int symbol, const Tick &t);
	void runServer();
	void advanceMarket();
	bool backlog() const;

  public:
	const Options options;
	Books books;
	Broker broker;
	TickFile file;
	std::vector<TickCache> caches;
	int timerMs = 0;
	int64_t marketMs = 0; // of the last tick
	bool serverConnected = true, algoTrading = true, stopping = false;

	explicit Terminal(const Options &o);
	// The world outside the EA's thread: due answers of the server, due ticks. Dispatches nothing.
	void step();
	void dispatch();
	// Sleeps until something may be due, at most `maxMs`.
	int idleMs() const;
	// Lockstep: that many ticks, each handled before the next. Gives the ticks delivered so far.
	uint64_t play(uint64_t count);
	bool send(const MqlTradeRequest &request, MqlTradeResult &result);
	int64_t serverMs() const;
	void persist();
};
extern Terminal *terminal;
