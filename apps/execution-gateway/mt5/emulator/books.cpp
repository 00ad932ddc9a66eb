#include "books.hpp"

#include <cerrno>
#include <fstream>
#include <sstream>

void fatal(const std::string &why) {
	fprintf(stderr, "[terminal] %s\n", why.c_str());
	exit(3);
}
void replaceFile(const std::string &file, const std::string &content) {
	const std::string beside = file + ".new";
	std::ofstream out(beside, std::ios::binary | std::ios::trunc);
	out << content;
	out.close();
	if (!out || rename(beside.c_str(), file.c_str()) != 0) fatal("cannot write " + file + ": " + strerror(errno));
}

Position *Books::position(uint64_t ticket) {
	for (auto &p : positions)
		if (p.ticket == ticket || p.identifier == ticket) return &p;
	return nullptr;
}
Order *Books::order(uint64_t ticket) {
	for (auto &o : orders)
		if (o.ticket == ticket) return &o;
	return nullptr;
}
// Both lists only grow, in order of their ends; what is looked up is nearly always at the back.
const Order *Books::ended(uint64_t ticket) const {
	for (auto o = history.rbegin(); o != history.rend(); ++o)
		if (o->ticket == ticket) return &*o;
	return nullptr;
}
const Deal *Books::deal(uint64_t ticket) const {
	for (auto d = deals.rbegin(); d != deals.rend(); ++d)
		if (d->ticket == ticket) return &*d;
	return nullptr;
}

void openBooks(Books &books, int64_t balanceCents, int64_t timeMs) {
	Deal deposit;
	deposit.ticket = books.nextTicket++;
	deposit.profitCents = balanceCents;
	deposit.timeMs = timeMs;
	books.deals.push_back(deposit);
	books.balanceCents = balanceCents;
}

namespace {
const char *header = "meridian-terminal-books 2", *earlierHeader = "meridian-terminal-books 1";
bool isEarlier = false; // the file being read has fewer columns: what it lacks is none
// A comment as one word.
std::string word(const std::string &text) {
	std::string hex = "=";
	char two[3];
	for (const unsigned char c : text) {
		snprintf(two, sizeof two, "%02x", c);
		hex += two;
	}
	return hex;
}
void readWord(std::istream &in, std::string &text) {
	std::string hex;
	if (!(in >> hex)) return;
	if (hex.size() % 2 != 1 || hex.find_first_not_of("=0123456789abcdef") != std::string::npos) {
		in.setstate(std::ios::failbit);
		return;
	}
	text.clear();
	for (size_t i = 1; i < hex.size(); i += 2) text += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
}
void write(std::ostream &out, const char *what, const Order &o) {
	out << what << ' ' << o.ticket << ' ' << o.magic << ' ' << o.positionId << ' ' << o.symbol << ' ' << o.type << ' ' << o.state << ' ' << o.timeType << ' '
	    << o.volume << ' ' << o.left << ' ' << o.price << ' ' << o.stopLimit << ' ' << o.sl << ' ' << o.tp << ' ' << o.setupMs << ' ' << o.doneMs << ' ' << o.expirationMs << ' ' << o.positionById << ' ' << o.reason << ' ' << o.closes << ' ' << word(o.comment) << '\n';
}
template <class E> void readEnum(std::istream &in, E &value) {
	int number = 0;
	in >> number;
	value = static_cast<E>(number);
}
void read(std::istream &in, Order &o) {
	in >> o.ticket >> o.magic >> o.positionId >> o.symbol;
	readEnum(in, o.type);
	readEnum(in, o.state);
	readEnum(in, o.timeType);
	in >> o.volume >> o.left >> o.price >> o.stopLimit >> o.sl >> o.tp >> o.setupMs >> o.doneMs >> o.expirationMs;
	if (isEarlier) return;
	in >> o.positionById;
	readEnum(in, o.reason);
	in >> o.closes;
	readWord(in, o.comment);
}
void read(std::istream &in, Position &p) {
	in >> p.ticket >> p.identifier >> p.magic >> p.symbol >> p.buy >> p.volume >> p.open.num >> p.open.den >> p.sl >> p.tp >> p.timeMs;
	if (isEarlier) return;
	in >> p.swapCents;
	readWord(in, p.comment);
}
void read(std::istream &in, Deal &d) {
	in >> d.ticket >> d.order >> d.positionId >> d.magic >> d.symbol;
	readEnum(in, d.type);
	readEnum(in, d.entry);
	readEnum(in, d.reason);
	in >> d.volume >> d.price >> d.profitCents >> d.timeMs;
	if (isEarlier) return;
	in >> d.commissionCents >> d.swapCents;
	readWord(in, d.comment);
}
template <class T> void append(std::istream &in, std::vector<T> &to) {
	T row{};
	read(in, row);
	to.push_back(row);
}
} // namespace

bool loadBooks(Books &books, const std::string &file) {
	std::ifstream in(file);
	if (!in) return false;
	std::string line, what;
	if (!std::getline(in, line) || (line != header && line != earlierHeader)) fatal(file + " is not a state of this terminal: remove it to begin anew");
	isEarlier = line == earlierHeader;
	bool whole = false;
	while (std::getline(in, line)) {
		std::istringstream fields(line);
		fields >> what;
		if (what == "account") fields >> books.balanceCents >> books.nextTicket >> books.ticksPlayed;
		else if (what == "credit") fields >> books.creditCents >> books.day;
		else if (what == "position") append(fields, books.positions);
		else if (what == "order") append(fields, books.orders);
		else if (what == "ended") append(fields, books.history);
		else if (what == "deal") append(fields, books.deals);
		else if (what == "end") whole = true;
		else fields.setstate(std::ios::failbit);
		if (!fields) fatal(file + " is damaged at: " + line);
	}
	if (!whole) fatal(file + " is cut off");
	return true;
}
void saveBooks(const Books &books, const std::string &file) {
	std::ostringstream out;
	out << header << "\naccount " << books.balanceCents << ' ' << books.nextTicket << ' ' << books.ticksPlayed << "\ncredit " << books.creditCents << ' ' << books.day << '\n';
	for (const auto &p : books.positions)
		out << "position " << p.ticket << ' ' << p.identifier << ' ' << p.magic << ' ' << p.symbol << ' ' << p.buy << ' ' << p.volume << ' ' << p.open.num << ' ' << p.open.den
		    << ' ' << p.sl << ' ' << p.tp << ' ' << p.timeMs << ' ' << p.swapCents << ' ' << word(p.comment) << '\n';
	for (const auto &o : books.orders) write(out, "order", o);
	for (const auto &o : books.history) write(out, "ended", o);
	for (const auto &d : books.deals)
		out << "deal " << d.ticket << ' ' << d.order << ' ' << d.positionId << ' ' << d.magic << ' ' << d.symbol << ' ' << d.type << ' ' << d.entry << ' ' << d.reason << ' '
		    << d.volume << ' ' << d.price << ' ' << d.profitCents << ' ' << d.timeMs << ' ' << d.commissionCents << ' ' << d.swapCents << ' ' << word(d.comment) << '\n';
	out << "end\n";
	replaceFile(file, out.str());
}
