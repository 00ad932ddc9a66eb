#include "options.hpp"

#include <cmath>
#include <cstdlib>

const char *usage =
    "MERIDIAN_EA_KEY=HEX meridian-terminal --server S --login N --gateway HOST:PORT --currency EUR --mode hedging|netting --balance 100000 --leverage 100 --state FILE\n"
    "  market      [--seed N | --ticks FILE --speed X|max] [--label TEXT] [--sessions always|weekdays] [--chart SYMBOL]\n"
    "  tests       [--control PORT (0: chosen by the system)] [--lockstep] [--parent-pipe]\n"
    "  fidelity    [--broker-delay-ms 30] [--timer-floor-ms 10] [--speculative-readable] [--shuffle-transactions] [--history-lag MS] [--sl-magic zero|position] [--close-by-magic zero|request]\n"
    "  EA inputs   [--timer-ms 10] [--budget-ms 8] [--deadline-ms 5000]\n";

namespace {
bool whole(const std::string &text, int64_t low, int64_t high, int64_t &value) {
	char *end = nullptr;
	if (text.empty()) return false;
	long long v = strtoll(text.c_str(), &end, 10);
	if (*end != 0 || v < low || v > high) return false;
	value = v;
	return true;
}
} // namespace

std::string parseOptions(int argc, char **argv, Options &o) {
	bool budgetGiven = false;
	for (int i = 1; i < argc; i++) {
		const std::string name = argv[i];
		if (name == "--help") { o.help = true; return ""; }
		if (name == "--lockstep") { o.lockstep = true; continue; }
		if (name == "--speculative-readable") { o.speculative = true; continue; }
		if (name == "--shuffle-transactions") { o.shuffle = true; continue; }
		if (name == "--parent-pipe") { o.parentPipe = true; continue; }
		if (i + 1 >= argc) return name + " needs a value (or is unknown)";
		const std::string v = argv[++i];
		int64_t n = 0;
		const std::string bad = name + " cannot be '" + v + "'";
		auto number = [&](int64_t low, int64_t high) { return whole(v, low, high, n); };
		if (name == "--server") o.server = v;
		else if (name == "--state") o.stateFile = v;
		else if (name == "--ticks") o.ticksFile = v;
		else if (name == "--label") o.label = v;
		else if (name == "--chart") o.chart = v;
		else if (name == "--currency") { if (v.size() != 3) return bad; o.currency = v; }
		else if (name == "--login") { if (!number(1, INT64_MAX)) return bad; o.login = static_cast<uint64_t>(n); }
		else if (name == "--seed") { if (!number(0, INT64_MAX)) return bad; o.seed = static_cast<uint64_t>(n); }
		else if (name == "--mode") { if (v != "netting" && v != "hedging") return bad; o.netting = v == "netting"; }
		else if (name == "--sl-magic") { if (v != "zero" && v != "position") return bad; o.slMagicPosition = v == "position"; }
		else if (name == "--close-by-magic") { if (v != "zero" && v != "request") return bad; o.closeByMagicRequest = v == "request"; }
		else if (name == "--sessions") { if (v != "always" && v != "weekdays") return bad; o.weekdaysOnly = v == "weekdays"; }
		else if (name == "--leverage") { if (!number(1, 5000)) return bad; o.leverage = n; }
		else if (name == "--control") { if (!number(0, 65535)) return bad; o.control = static_cast<int>(n); }
		else if (name == "--broker-delay-ms") { if (!number(0, 60000)) return bad; o.brokerDelayMs = static_cast<int>(n); }
		else if (name == "--timer-floor-ms") { if (!number(1, 1000)) return bad; o.timerFloorMs = static_cast<int>(n); }
		else if (name == "--history-lag") { if (!number(0, 60000)) return bad; o.historyLagMs = static_cast<int>(n); }
		else if (name == "--timer-ms") { if (!number(1, 1000)) return bad; o.timerMs = static_cast<int>(n); }
		else if (name == "--budget-ms") { if (!number(0, 1000)) return bad; o.budgetMs = static_cast<int>(n); budgetGiven = true; }
		else if (name == "--deadline-ms") { if (!number(100, 600000)) return bad; o.deadlineMs = static_cast<int>(n); }
		else if (name == "--balance") {
			char *end = nullptr;
			double amount = strtod(v.c_str(), &end);
			if (*end != 0 || !(amount >= 0) || amount > 1e12) return bad;
			o.balanceCents = llround(amount * 100);
		} else if (name == "--speed") {
			char *end = nullptr;
			o.speed = v == "max" ? 0 : strtod(v.c_str(), &end);
			if (v != "max" && (*end != 0 || !(o.speed > 0) || o.speed > 1e6)) return bad;
		} else if (name == "--gateway") {
			size_t colon = v.rfind(':');
			if (colon == std::string::npos || colon == 0 || !whole(v.substr(colon + 1), 1, 65535, n)) return bad + " (HOST:PORT)";
			o.host = v.substr(0, colon);
			o.port = static_cast<int>(n);
		} else return name + " is unknown";
	}
	if (o.server.empty()) return "--server is missing";
	if (o.login == 0) return "--login is missing";
	// Not an argument: everybody on the machine can read those.
	const char *key = getenv("MERIDIAN_EA_KEY");
	if (key == nullptr) return "the environment variable MERIDIAN_EA_KEY is missing: the terminal's key";
	o.key = key;
	if (o.host.empty()) return "--gateway is missing";
	if (o.stateFile.empty()) return "--state is missing";
	if (o.lockstep && o.control < 0) return "--lockstep needs --control";
	if (o.brokerDelayMs < 0) o.brokerDelayMs = o.lockstep ? 0 : 30;
	if (o.lockstep && !budgetGiven) o.budgetMs = 0;
	if (o.label.empty()) o.label = o.ticksFile.empty() ? "Emulated broker: simulated market, seed " + std::to_string(o.seed) : "Emulated broker: recorded market";
	return "";
}
