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
const char *header = "meridian-terminal-books 1";
void write(std::ostream &out, const char *what, const Order &o) {
	out << what << ' ' << o.ticket << ' ' << o.magic << ' ' << o.positionId << ' ' << o.symbol << ' ' << o.type << ' ' << o.state << ' ' << o.timeType << ' '
	    << o.volume << ' ' << o.left << ' ' << o.price << ' ' << o.stopLimit << ' ' << o.sl << ' ' << o.tp << ' ' << o.setupMs << ' ' << o.doneMs << ' ' << o.expirationMs << ' ' << o.positionById << '\n';
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
	if (in && !(in >> o.positionById)) { // a row from before there was one
		o.positionById = 0;
		in.clear();
	}
}
void read(std::istream &in, Position &p) {
	in >> p.ticket >> p.identifier >> p.magic >> p.symbol >> p.buy >> p.volume >> p.open.num >> p.open.den >> p.sl >> p.tp >> p.timeMs;
}
void read(std::istream &in, Deal &d) {
	in >> d.ticket >> d.order >> d.positionId >> d.magic >> d.symbol;
	readEnum(in, d.type);
	readEnum(in, d.entry);
	readEnum(in, d.reason);
	in >> d.volume >> d.price >> d.profitCents >> d.timeMs;
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
	std::string line, word;
	if (!std::getline(in, line) || line != header) fatal(file + " is not a state of this terminal: remove it to begin anew");
	bool whole = false;
	while (std::getline(in, line)) {
		std::istringstream fields(line);
		fields >> word;
		if (word == "account") fields >> books.balanceCents >> books.nextTicket >> books.ticksPlayed;
		else if (word == "position") append(fields, books.positions);
		else if (word == "order") append(fields, books.orders);
		else if (word == "ended") append(fields, books.history);
		else if (word == "deal") append(fields, books.deals);
		else if (word == "end") whole = true;
		else fields.setstate(std::ios::failbit);
		if (!fields) fatal(file + " is damaged at: " + line);
	}
	if (!whole) fatal(file + " is cut off");
	return true;
}
void saveBooks(const Books &books, const std::string &file) {
	std::ostringstream out;
	out << header << "\naccount " << books.balanceCents << ' ' << books.nextTicket << ' ' << books.ticksPlayed << '\n';
	for (const auto &p : books.positions)
		out << "position " << p.ticket << ' ' << p.identifier << ' ' << p.magic << ' ' << p.symbol << ' ' << p.buy << ' ' << p.volume << ' ' << p.open.num << ' ' << p.open.den
		    << ' ' << p.sl << ' ' << p.tp << ' ' << p.timeMs << '\n';
	for (const auto &o : books.orders) write(out, "order", o);
	for (const auto &o : books.history) write(out, "ended", o);
	for (const auto &d : books.deals)
		out << "deal " << d.ticket << ' ' << d.order << ' ' << d.positionId << ' ' << d.magic << ' ' << d.symbol << ' ' << d.type << ' ' << d.entry << ' ' << d.reason << ' '
		    << d.volume << ' ' << d.price << ' ' << d.profitCents << ' ' << d.timeMs << '\n';
	out << "end\n";
	replaceFile(file, out.str());
}
