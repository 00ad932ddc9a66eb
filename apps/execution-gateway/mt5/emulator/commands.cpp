// What the control port can be asked for.
#include <functional>
#include <map>
#include <sstream>

#include "control.hpp"
#include "sockets.hpp"
#include "terminal.hpp"

namespace {
typedef std::istringstream Words;
const std::string fine = "ok";

std::string quoted(const std::string &text) {
	std::string out = "\"";
	for (const char c : text) {
		if (c == '"' || c == '\\') out += '\\';
		if (c == '\n') out += "\\n";
		else out += c;
	}
	return out + "\"";
}
std::string booksAsJson() {
	const Books &b = terminal->books;
	const Figures f = terminal->broker.figures();
	std::ostringstream out;
	out << "{\"balanceCents\":" << b.balanceCents << ",\"creditCents\":" << b.creditCents << ",\"profitCents\":" << f.profitCents << ",\"marginCents\":" << f.marginCents
	    << ",\"marginCall\":" << (terminal->broker.marginCalled() ? "true" : "false") << ",\"ticks\":" << terminal->file.position << ",\"deals\":" << b.deals.size() << ",\"orders\":" << b.orders.size()
	    << ",\"positions\":[";
	const char *comma = "";
	for (const auto &p : b.positions) {
		out << comma << "{\"ticket\":\"" << p.ticket << "\",\"identifier\":\"" << p.identifier << "\",\"symbol\":\"" << instrument(p.symbol).name << "\",\"buy\":" << (p.buy ? "true" : "false")
		    << ",\"volume\":" << p.volume << ",\"openNum\":" << p.open.num << ",\"openDen\":" << p.open.den << ",\"swapCents\":" << p.swapCents << ",\"comment\":" << quoted(p.comment) << "}";
		comma = ",";
	}
	out << "]}";
	return out.str();
}
// Somebody trades by hand in the terminal, or through the broker's web page: the order carries no number of ours.
std::string byHand(Words &in) {
	static const std::map<std::string, ENUM_ORDER_TYPE> types = {{"buy", ORDER_TYPE_BUY}, {"sell", ORDER_TYPE_SELL}, {"buy-limit", ORDER_TYPE_BUY_LIMIT}, {"sell-limit", ORDER_TYPE_SELL_LIMIT}};
	static const std::map<std::string, ENUM_DEAL_REASON> places = {{"mobile", DEAL_REASON_MOBILE}, {"web", DEAL_REASON_WEB}, {"expert", DEAL_REASON_EXPERT}};
	std::string what, symbol;
	MqlTradeRequest r{};
	ENUM_DEAL_REASON reason = DEAL_REASON_CLIENT;
	in >> what;
	const auto place = places.find(what);
	if (place != places.end()) {
		reason = place->second;
		in >> what;
	}
	if (what == "remove") {
		r.action = TRADE_ACTION_REMOVE;
		in >> r.order;
	} else if (what == "stops") {
		r.action = TRADE_ACTION_SLTP;
		in >> r.position >> r.sl >> r.tp;
		const Position *p = terminal->books.position(r.position);
		if (p != nullptr) r.symbol = string(instrument(p->symbol).name);
	} else {
		const auto type = types.find(what);
		if (type == types.end()) return "error: hand [mobile|web|expert] buy|sell SYMBOL LOTS [POSITION] | hand buy-limit|sell-limit SYMBOL LOTS PRICE | hand stops POSITION SL TP | hand remove ORDER";
		in >> symbol >> r.volume;
		r.type = type->second;
		r.symbol = string(symbol);
		r.action = isMarket(r.type) ? TRADE_ACTION_DEAL : TRADE_ACTION_PENDING;
		const int index = findInstrument(symbol);
		if (index < 0) return "error: no such symbol";
		r.type_filling = !isMarket(r.type) ? ORDER_FILLING_RETURN : (instrument(index).filling & 1) != 0 ? ORDER_FILLING_FOK : ORDER_FILLING_IOC;
		if (isMarket(r.type)) {
			in >> r.position;
			const Tick &q = terminal->broker.quote(index);
			r.price = fromPoints(isBuy(r.type) ? q.ask : q.bid, index);
		} else in >> r.price;
	}
	const Answer answer = terminal->broker.request(r, reason);
	terminal->happened();
	return "ok " + std::to_string(answer.retcode) + " " + std::to_string(answer.order);
}
std::string operation(Words &in) {
	static const std::map<std::string, ENUM_DEAL_TYPE> types = {{"balance", DEAL_TYPE_BALANCE}, {"credit", DEAL_TYPE_CREDIT}, {"charge", DEAL_TYPE_CHARGE}, {"correction", DEAL_TYPE_CORRECTION},
	                                                            {"commission", DEAL_TYPE_COMMISSION}, {"interest", DEAL_TYPE_INTEREST}};
	std::string what;
	int64_t cents = 0;
	in >> what >> cents;
	const auto type = types.find(what);
	if (type == types.end() || !in) return "error: operation balance|credit|charge|correction|commission|interest CENTS";
	terminal->broker.operation(type->second, cents, terminal->serverMs());
	terminal->happened();
	return fine;
}
std::string onOff(Words &in, const std::function<void(bool)> &set) {
	std::string value;
	in >> value;
	if (value != "on" && value != "off") return "error: on|off";
	set(value == "on");
	return fine;
}
std::string play(Words &in) {
	uint64_t count = 0;
	if (!terminal->options.lockstep || !(in >> count)) return "error: ticks COUNT (lockstep only)";
	return "ok " + std::to_string(terminal->play(count));
}
const std::map<std::string, std::function<std::string(Words &)>> &commands() {
	static const std::map<std::string, std::function<std::string(Words &)>> map = {
	    {"ticks", play},
	    {"state", [](Words &) { return booksAsJson(); }},
	    {"panel", [](Words &) { return quoted(terminal->panel); }},
	    {"server", [](Words &in) { return onOff(in, [](bool on) { terminal->connectServer(on); }); }},
	    {"algo", [](Words &in) { return onOff(in, [](bool on) { terminal->algoTrading = on; }); }},
	    {"experts", [](Words &in) { return onOff(in, [](bool on) { terminal->broker.expertsOff = !on; }); }},
	    {"prices", [](Words &in) { return onOff(in, [](bool on) { terminal->broker.pricesOff = !on; }); }},
	    {"address", [](Words &in) { return onOff(in, [](bool on) { terminal->addressAllowed = on; }); }},
	    {"deafen", [](Words &) { deafenSockets(); return fine; }},
	    {"reinit", [](Words &) { terminal->restarting = true; return fine; }},
	    {"hand", byHand},
	    {"operation", operation},
	    {"quit", [](Words &) { terminal->stopping = true; return fine; }},
	};
	return map;
}
} // namespace

std::string answerControl(const std::string &command) {
	Words in(command);
	std::string word;
	in >> word;
	const auto found = commands().find(word);
	if (found != commands().end()) return found->second(in);
	std::string known;
	for (const auto &c : commands()) known += " " + c.first;
	return "error: no such command; there are" + known;
}
