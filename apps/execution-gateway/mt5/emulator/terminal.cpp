#include "terminal.hpp"

#include <algorithm>

Terminal *terminal = nullptr;

Terminal::Terminal(const Options &o)
    : shuffler(o.terms.seed), generator(o.terms.seed), options(o), broker(books, o.terms), caches(instruments().size()), addressAllowed(o.addressAllowed) {
	if (!options.ticksFile.empty() && !file.load(options.ticksFile)) fatal("no market to trade on");
	const bool known = loadBooks(books, options.stateFile);
	if (options.puppet) marketMs = wallMs();
	else if (options.ticksFile.empty()) {
		const int64_t now = wallMs();
		for (int s = 0; s < static_cast<int>(instruments().size()); s++) {
			const Tick last = generator.before(s, now);
			broker.prime(s, last);
			caches[static_cast<size_t>(s)].add(last);
			marketMs = std::max(marketMs, last.timeMs);
		}
		generator.startAt(now);
	} else {
		// A recording goes on where it stopped, at the quotes of that moment.
		file.position = std::min<uint64_t>(books.ticksPlayed, file.ticks.size());
		for (uint64_t i = 0; i < file.position; i++) broker.prime(file.ticks[i].symbol, file.ticks[i].tick);
		for (int s = 0; s < static_cast<int>(instruments().size()); s++)
			if (broker.quote(s).bid > 0) caches[static_cast<size_t>(s)].add(broker.quote(s));
		marketMs = file.ticks[file.position == 0 ? 0 : file.position - 1].tick.timeMs;
	}
	playStartUs = nowUs();
	playStartMs = marketMs;
	if (!known) {
		openBooks(books, options.balanceCents, marketMs);
		persist();
	}
	loggedDeals = books.deals.size();
	log.open(options.stateFile + ".log", std::ios::app);
}

void Terminal::post(Event::Kind kind, int symbol, uint64_t dueUs) { // not queued twice
	for (const auto &e : events)
		if (e.kind == kind && e.symbol == symbol) return;
	events.push_back({kind, {}, {}, {}, symbol, dueUs});
}
void Terminal::queue(std::vector<Event> batch) {
	if (options.shuffle) std::shuffle(batch.begin(), batch.end(), shuffler);
	for (auto &e : batch) {
		if (pendingTransactions >= transactionsKept) {
			events.erase(std::find_if(events.begin(), events.end(), [](const Event &old) { return old.kind == Event::TRANSACTION; }));
			pendingTransactions--;
		}
		events.push_back(std::move(e));
		pendingTransactions++;
	}
}

// The books are in their file before anybody hears of the change.
void Terminal::persist() {
	books.ticksPlayed = file.position;
	saveBooks(books, options.stateFile);
}
std::vector<Terminal::Event> Terminal::drainBroker() {
	std::vector<Event> batch;
	if (broker.happened.empty()) return batch;
	const uint64_t visibleAtUs = nowUs() + static_cast<uint64_t>(options.historyLagMs) * 1000;
	if (options.historyLagMs > 0)
		for (const auto &t : broker.happened) {
			if (t.type == TRADE_TRANSACTION_DEAL_ADD)
				for (auto d = books.deals.rbegin(); d != books.deals.rend(); ++d)
					if (d->ticket == t.deal) { d->visibleAtUs = visibleAtUs; break; }
			if (t.type == TRADE_TRANSACTION_HISTORY_ADD)
				for (auto o = books.history.rbegin(); o != books.history.rend(); ++o)
					if (o->ticket == t.order) { o->visibleAtUs = visibleAtUs; break; }
		}
	if (!options.booksInMemory) persist();
	for (; loggedDeals < books.deals.size(); loggedDeals++) {
		const Deal &d = books.deals[loggedDeals];
		if (d.symbol < 0) continue;
		log << "deal " << d.ticket << ' ' << d.magic << ' ' << instrument(d.symbol).name << ' ' << (d.type == DEAL_TYPE_BUY ? "BUY" : "SELL") << ' ' << d.volume
		    << ' ' << d.price << ' ' << d.profitCents << '\n';
	}
	log.flush();
	for (auto &t : broker.happened) batch.push_back({Event::TRANSACTION, t, {}, {}, -1, 0});
	broker.happened.clear();
	if (!connected) batch.clear();
	return batch;
}
void Terminal::show(int symbol, const Tick &t) {
	caches[static_cast<size_t>(symbol)].add(t);
	if (options.chart == instrument(symbol).name) post(Event::TICK);
	if (bookSymbols.count(symbol) > 0) post(Event::BOOK, symbol);
}
void Terminal::deliver(int symbol, const Tick &t) {
	marketMs = t.timeMs;
	broker.tick(symbol, t);
	queue(drainBroker());
	if (connected) show(symbol, t);
	else missed.push_back({symbol, t});
}
void Terminal::connectServer(bool on) {
	if (on == connected) return;
	if (!on) {
		frozen = books;
		frozenFigures = broker.figures();
	}
	connected = on;
	if (!on) return;
	for (const auto &m : missed) show(m.symbol, m.tick);
	missed.clear();
}
void Terminal::happened() { queue(drainBroker()); }
void Terminal::restartEa() {
	OnDeinit(5);
	events.clear();
	pendingTransactions = 0;
	bookSymbols.clear();
	restarting = false;
	if (OnInit() != INIT_SUCCEEDED) stopping = true;
}

bool Terminal::send(const MqlTradeRequest &request, MqlTradeResult &result) {
	result.request_id = ++requestId;
	if (!algoTrading || !connected) {
		result.retcode = algoTrading ? RETCODE_CONNECTION : RETCODE_CLIENT_DISABLES_AT;
		mqlLastError = 4756;
		return false;
	}
	result.retcode = 10008; // placed: sent only
	if (options.logHeld) held[request.magic] = arrivals::of(request.magic);
	uint64_t delayMs = static_cast<uint64_t>(options.brokerDelayMs);
	if (options.delaySpreadMs > 0) delayMs += shuffler() % (static_cast<uint64_t>(options.delaySpreadMs) + 1);
	const Job job{nowUs() + delayMs * 1000, requestId, request};
	jobs.insert(std::upper_bound(jobs.begin(), jobs.end(), job, [](const Job &a, const Job &b) { return a.dueUs < b.dueUs; }), job);
	return true;
}
// The server takes so many in any second, and says so of all others.
bool Terminal::tooMany() {
	if (options.requestsPerSecond == 0) return false;
	const uint64_t now = nowUs();
	while (!taken.empty() && taken.front() + 1000000 <= now) taken.pop_front();
	if (taken.size() >= static_cast<size_t>(options.requestsPerSecond)) return true;
	taken.push_back(now);
	return false;
}
void Terminal::runServer() {
	static const std::pair<ENUM_TRADE_REQUEST_ACTIONS, const char *> names[] = {
	    {TRADE_ACTION_DEAL, "DEAL"}, {TRADE_ACTION_PENDING, "PENDING"}, {TRADE_ACTION_SLTP, "SLTP"}, {TRADE_ACTION_MODIFY, "MODIFY"}, {TRADE_ACTION_REMOVE, "REMOVE"}, {TRADE_ACTION_CLOSE_BY, "CLOSE_BY"}};
	while (!jobs.empty() && jobs.front().dueUs <= nowUs()) {
		const Job job = jobs.front();
		jobs.pop_front();
		const char *action = "?";
		for (const auto &n : names)
			if (n.first == job.request.action) action = n.second;
		log << "request " << job.requestId << ' ' << job.request.magic << ' ' << action << '\n';
		log.flush();
		const Answer answer = tooMany() ? Answer{RETCODE_TOO_MANY_REQUESTS, 0, 0, 0} : broker.request(job.request);
		MqlTradeResult result{};
		result.request_id = job.requestId;
		result.retcode = answer.retcode;
		result.order = answer.order;
		result.deal = answer.deal;
		result.volume = answer.volume > 0 ? static_cast<double>(answer.volume) / 100 : job.request.volume;
		const Deal *deal = answer.deal == 0 ? nullptr : books.deal(answer.deal);
		result.price = deal == nullptr ? job.request.price : fromPoints(deal->price, deal->symbol);
		MqlTradeTransaction answered{};
		answered.type = TRADE_TRANSACTION_REQUEST;
		const int symbol = findInstrument(job.request.symbol.str());
		if (symbol >= 0 && broker.quote(symbol).bid > 0) {
			result.bid = fromPoints(broker.quote(symbol).bid, symbol);
			result.ask = fromPoints(broker.quote(symbol).ask, symbol);
		}
		auto batch = drainBroker();
		if (connected) batch.push_back({Event::TRANSACTION, answered, job.request, result, -1, 0}); // an answer into an outage is lost
		queue(std::move(batch));
	}
}

// Once the EA has told its gateway of the deal: what the request waited for until it had it, what this process waited since, and when.
void Terminal::logHeld(const MqlTradeTransaction &dealt) {
	const Deal *deal = books.deal(dealt.deal);
	const auto found = deal == nullptr ? held.end() : held.find(deal->magic);
	if (found == held.end()) return;
	const Held &h = found->second;
	log << "held " << found->first << ' ' << h.floorUs << ' ' << h.lateUs << ' ' << h.queuedUs << ' ' << arrivals::queuedUs() - h.queuedAtUs << ' ' << nowUs() << '\n' << std::flush;
	held.erase(found);
}

// As fast as the EA takes them: what is in the cache and not yet copied stays well below what MetaTrader keeps (4,096).
bool Terminal::backlog() const {
	bool selected = false;
	for (const auto &c : caches) {
		selected = selected || c.selected;
		if (c.selected && c.total - c.copied >= 2000) return true;
	}
	return !selected;
}
void Terminal::advanceMarket() {
	if (options.lockstep || options.puppet) return;
	int symbol = 0;
	Tick t;
	if (options.ticksFile.empty()) {
		while (generator.next(wallMs(), symbol, t)) deliver(symbol, t);
	} else if (options.speed > 0) {
		while (file.next(serverMs(), symbol, t)) deliver(symbol, t);
	} else {
		while (!backlog() && file.next(INT64_MAX, symbol, t)) deliver(symbol, t);
	}
}
int64_t Terminal::serverMs() const {
	if (options.puppet || options.ticksFile.empty()) return wallMs();
	if (options.lockstep || options.speed <= 0) return marketMs;
	return playStartMs + static_cast<int64_t>(static_cast<double>(nowUs() - playStartUs) / 1000 * options.speed);
}

void Terminal::step() {
	runServer();
	advanceMarket();
	const uint64_t now = nowUs();
	if (timerMs > 0 && now >= nextTimerUs) {
		post(Event::TIMER, -1, nextTimerUs);
		nextTimerUs = now + static_cast<uint64_t>(timerMs) * 1000;
	}
}
void Terminal::dispatch() {
	while (!events.empty() && !stopping) {
		const Event e = events.front();
		events.pop_front();
		if (e.kind == Event::TRANSACTION) {
			pendingTransactions--;
			OnTradeTransaction(e.transaction, e.request, e.result);
			if (options.logHeld && e.transaction.type == TRADE_TRANSACTION_DEAL_ADD) logHeld(e.transaction);
		} else if (e.kind == Event::TICK) OnTick();
		else if (e.kind == Event::BOOK) OnBookEvent(string(instrument(e.symbol).name));
		else {
			timerDueUs = e.dueUs;
			OnTimer();
		}
	}
}
uint64_t Terminal::nextDueUs() const {
	if (!events.empty()) return nowUs();
	uint64_t due = timerMs > 0 ? nextTimerUs : nowUs() + 5000000;
	if (!jobs.empty()) due = std::min(due, jobs.front().dueUs);
	return due;
}
uint64_t Terminal::idleUs() const {
	const uint64_t now = nowUs(), due = nextDueUs();
	if (due <= now) return 0;
	// A generated market says when it moves next; one that is played from a file is looked at every few milliseconds.
	if (!options.ticksFile.empty() || options.lockstep) return std::min<uint64_t>(due - now, 5000);
	const int64_t aheadMs = generator.nextMs() - wallMs();
	const uint64_t movesUs = aheadMs <= 0 ? 0 : static_cast<uint64_t>(std::min<int64_t>(aheadMs, 1000)) * 1000;
	return std::min({due - now, movesUs, static_cast<uint64_t>(50000)});
}
uint64_t Terminal::play(uint64_t count) {
	int symbol = 0;
	Tick t;
	for (uint64_t i = 0; i < count && file.next(INT64_MAX, symbol, t); i++) {
		deliver(symbol, t);
		dispatch();
	}
	post(Event::TIMER);
	dispatch();
	return file.position;
}
