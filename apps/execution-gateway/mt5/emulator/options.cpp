#include "options.hpp"

#include <cstdlib>
#include <functional>
#include <map>

const char *usage =
    "meridian-terminal --export-bars DIR [--seed N] [--days 5] [--start-ms MS (its end, instead of now)]: the generated market's past minutes, as a terminal exports them\n"
    "MERIDIAN_EA_KEY=HEX meridian-terminal --server S --login N --gateway HOST:PORT --currency EUR --mode hedging|netting --balance 100000 --leverage 100 --state FILE\n"
    "  market      [--seed N | --ticks FILE --speed X|max] [--label TEXT] [--sessions always|weekdays] [--chart SYMBOL]\n"
    "  tests       [--control PORT (0: chosen by the system)] [--lockstep] [--parent-pipe] [--puppet [--start-ms MS]] [--puppets alone: puppets.hpp] [--books-in-memory (written at the end alone)] [--log-held (how long each request lay here before a timer let the EA read it)] [--short-slices (of the system: it does not wait until another program's is over)]\n"
    "  terminal    [--broker-delay-ms 30] [--delay-spread-ms 0 (more, at random: answers overtake each other)] [--requests-per-second N (more are refused)] [--timer-floor-ms 10] [--speculative-readable] [--partial-send BYTES] [--address-not-allowed] [--shuffle-transactions] [--history-lag MS]\n"
    "  broker      [--zone utc|+02:00|+02:00/eu|+02:00/us] [--slippage POINTS] [--slippage-random POINTS] [--requote-every N] [--price-changed-every N] [--reject-every N]\n"
    "              [--margin-call PERCENT] [--stop-out PERCENT] [--comment-max N] [--orders-max N] [--fifo] [--sl-magic zero|position] [--close-by-magic zero|request]\n"
    "              [--symbol NAME:calc=,execution=,trade=,filling=,orders=,contract=,stops=,freeze=,tick-value=,margin-initial=,margin-maintenance=,margin-hedged=,hedged-leg=,\n"
    "               rate-buy=,rate-sell=,rate-pending=,swap-mode=,swap-long=,swap-short=,swap-triple=,commission=lot/7.00|deal/1.50|percent/0.01,fill-max=,depth=]...\n"
    "  EA inputs   [--timer-ms 10] [--budget-ms 8] [--deadline-ms 5000] [--hash-ms 2000] [--deadman hold|cancel|flatten] [--deadman-sec 600] [--frame-mac] [--no-dedup (tests: the EA executes what it has seen)]\n";

namespace {
bool whole(const std::string &text, int64_t low, int64_t high, int64_t &value) {
	char *end = nullptr;
	if (text.empty()) return false;
	long long v = strtoll(text.c_str(), &end, 10);
	if (*end != 0 || v < low || v > high) return false;
	value = v;
	return true;
}
typedef std::function<bool(Options &, const std::string &)> Setter;
Setter text(std::string Options::*field) {
	return [=](Options &o, const std::string &v) { o.*field = v; return !v.empty(); };
}
Setter number(int Options::*field, int64_t low, int64_t high) {
	return [=](Options &o, const std::string &v) {
		int64_t n = 0;
		if (!whole(v, low, high, n)) return false;
		o.*field = static_cast<int>(n);
		return true;
	};
}
template <class T> Setter term(T AccountTerms::*field, int64_t low, int64_t high) {
	return [=](Options &o, const std::string &v) {
		int64_t n = 0;
		if (!whole(v, low, high, n)) return false;
		o.terms.*field = static_cast<T>(n);
		return true;
	};
}
Setter either(bool AccountTerms::*field, const char *off, const char *on) {
	return [=](Options &o, const std::string &v) { o.terms.*field = v == on; return v == on || v == off; };
}
bool gateway(Options &o, const std::string &v) {
	int64_t n = 0;
	const size_t colon = v.rfind(':');
	if (colon == std::string::npos || colon == 0 || !whole(v.substr(colon + 1), 1, 65535, n)) return false;
	o.host = v.substr(0, colon);
	o.port = static_cast<int>(n);
	return true;
}
bool speed(Options &o, const std::string &v) {
	char *end = nullptr;
	o.speed = v == "max" ? 0 : strtod(v.c_str(), &end);
	return v == "max" || (*end == 0 && o.speed > 0 && o.speed <= 1e6);
}
bool deadman(Options &o, const std::string &v) {
	static const std::map<std::string, int> words = {{"hold", 0}, {"cancel", 1}, {"flatten", 2}};
	const auto found = words.find(v);
	if (found == words.end()) return false;
	o.deadman = found->second;
	return true;
}
bool slippage(Options &o, const std::string &v, bool random) {
	o.terms.slippageRandom = random;
	return whole(v, 0, 100000, o.terms.slippageMax);
}
const std::map<std::string, Setter> &setters() {
	static const std::map<std::string, Setter> map = {
	    {"--server", text(&Options::server)}, {"--state", text(&Options::stateFile)}, {"--ticks", text(&Options::ticksFile)}, {"--label", text(&Options::label)}, {"--chart", text(&Options::chart)},
	    {"--gateway", gateway}, {"--speed", speed}, {"--deadman", deadman},
	    {"--currency", [](Options &o, const std::string &v) { o.terms.currency = v; return v.size() == 3; }},
	    {"--login", [](Options &o, const std::string &v) { int64_t n = 0; const bool ok = whole(v, 1, INT64_MAX, n); o.login = static_cast<uint64_t>(n); return ok; }},
	    {"--balance", [](Options &o, const std::string &v) { return parseDecimal(v, 2, o.balanceCents) && o.balanceCents >= 0 && o.balanceCents <= 100000000000000; }},
	    {"--start-ms", [](Options &o, const std::string &v) { return whole(v, 1, INT64_MAX, o.startMs); }},
	    {"--seed", term(&AccountTerms::seed, 0, INT64_MAX)}, {"--leverage", term(&AccountTerms::leverage, 1, 5000)}, {"--mode", either(&AccountTerms::netting, "hedging", "netting")},
	    {"--sl-magic", either(&AccountTerms::slMagicPosition, "zero", "position")}, {"--close-by-magic", either(&AccountTerms::closeByMagicRequest, "zero", "request")},
	    {"--sessions", either(&AccountTerms::weekdaysOnly, "always", "weekdays")}, {"--zone", [](Options &o, const std::string &v) { return parseZone(v, o.terms.zone); }},
	    {"--slippage", [](Options &o, const std::string &v) { return slippage(o, v, false); }}, {"--slippage-random", [](Options &o, const std::string &v) { return slippage(o, v, true); }},
	    {"--requote-every", term(&AccountTerms::requoteEvery, 1, 1000000)}, {"--price-changed-every", term(&AccountTerms::priceChangedEvery, 1, 1000000)}, {"--reject-every", term(&AccountTerms::rejectEvery, 1, 1000000)},
	    {"--margin-call", term(&AccountTerms::marginCallPercent, 0, 1000)}, {"--stop-out", term(&AccountTerms::stopOutPercent, 0, 1000)}, {"--comment-max", term(&AccountTerms::commentMax, 1, 255)},
	    {"--orders-max", term(&AccountTerms::ordersMax, 1, 100000)},
	    {"--control", number(&Options::control, 0, 65535)}, {"--broker-delay-ms", number(&Options::brokerDelayMs, 0, 60000)}, {"--timer-floor-ms", number(&Options::timerFloorMs, 1, 1000)},
	    {"--delay-spread-ms", number(&Options::delaySpreadMs, 0, 60000)}, {"--requests-per-second", number(&Options::requestsPerSecond, 1, 100000)},
	    {"--history-lag", number(&Options::historyLagMs, 0, 60000)}, {"--partial-send", number(&Options::partialSend, 1, 65536)}, {"--timer-ms", number(&Options::timerMs, 1, 1000)},
	    {"--budget-ms", number(&Options::budgetMs, 0, 1000)}, {"--deadline-ms", number(&Options::deadlineMs, 100, 600000)}, {"--hash-ms", number(&Options::hashMs, 0, 600000)},
	    {"--deadman-sec", number(&Options::deadmanSec, 1, 86400)}, {"--export-bars", text(&Options::exportDir)}, {"--days", number(&Options::exportDays, 1, 400)},
	};
	return map;
}
const std::map<std::string, std::function<void(Options &)>> &switches() {
	static const std::map<std::string, std::function<void(Options &)>> map = {
	    {"--help", [](Options &o) { o.help = true; }}, {"--lockstep", [](Options &o) { o.lockstep = true; }}, {"--puppet", [](Options &o) { o.puppet = true; }},
	    {"--speculative-readable", [](Options &o) { o.speculative = true; }}, {"--shuffle-transactions", [](Options &o) { o.shuffle = true; }}, {"--parent-pipe", [](Options &o) { o.parentPipe = true; }},
	    {"--address-not-allowed", [](Options &o) { o.addressAllowed = false; }}, {"--fifo", [](Options &o) { o.terms.fifo = true; }}, {"--no-dedup", [](Options &o) { o.dedup = false; }},
	    {"--frame-mac", [](Options &o) { o.frameMac = true; }}, {"--books-in-memory", [](Options &o) { o.booksInMemory = true; }}, {"--log-held", [](Options &o) { o.logHeld = true; }}, {"--short-slices", [](Options &o) { o.shortSlices = true; }},
	};
	return map;
}
} // namespace

std::string parseOptions(int argc, char **argv, Options &o) {
	bool budgetGiven = false;
	o.terms.currency = "USD";
	for (int i = 1; i < argc; i++) {
		const std::string name = argv[i];
		const auto flag = switches().find(name);
		if (flag != switches().end()) {
			flag->second(o);
			continue;
		}
		if (i + 1 >= argc) return name + " needs a value (or is unknown)";
		const std::string v = argv[++i];
		if (name == "--symbol") {
			const std::string fault = changeInstrument(v);
			if (!fault.empty()) return fault;
			continue;
		}
		const auto setter = setters().find(name);
		if (setter == setters().end()) return name + " is unknown";
		if (!setter->second(o, v)) return name + " cannot be '" + v + "'";
		budgetGiven = budgetGiven || name == "--budget-ms";
	}
	if (o.help || !o.exportDir.empty()) return "";
	if (o.server.empty()) return "--server is missing";
	if (o.login == 0) return "--login is missing";
	// Not an argument: everybody on the machine can read those.
	const char *key = getenv("MERIDIAN_EA_KEY");
	if (key == nullptr) return "the environment variable MERIDIAN_EA_KEY is missing: the terminal's key";
	o.key = key;
	if (o.host.empty()) return "--gateway is missing";
	if (o.stateFile.empty()) return "--state is missing";
	if (o.lockstep && o.control < 0) return "--lockstep needs --control";
	if (o.puppet && o.startMs == 0) return "--puppet needs --start-ms";
	const bool led = o.lockstep || o.puppet;
	if (o.brokerDelayMs < 0) o.brokerDelayMs = led ? 0 : 30;
	if (led && !budgetGiven) o.budgetMs = 0;
	if (o.label.empty()) o.label = o.ticksFile.empty() ? "Emulated broker: simulated market, seed " + std::to_string(o.terms.seed) : "Emulated broker: recorded market";
	return "";
}
