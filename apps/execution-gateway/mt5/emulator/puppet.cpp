#include "puppet.hpp"

#include <algorithm>
#include <iostream>
#include <sstream>

#include "control.hpp"
#include "terminal.hpp"

namespace {
bool isUp = true, open = false;
std::string received;
std::string said; // what happened since the last answer

const char *digits = "0123456789abcdef";
int digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }
void goTo(uint64_t us) {
	while (!terminal->stopping) {
		const uint64_t due = terminal->nextDueUs();
		if (due > us) break;
		advanceClock(due);
		terminal->step();
		terminal->dispatch();
	}
	advanceClock(us);
}
std::string act(const std::string &line) {
	std::istringstream in(line);
	std::string word, rest;
	in >> word;
	if (word == "now") {
		uint64_t ms = 0;
		in >> ms;
		goTo(ms * 1000);
		return "";
	}
	if (word == "rx") {
		in >> rest;
		if (open)
			for (size_t i = 0; i + 1 < rest.size(); i += 2) received += static_cast<char>(digit(rest[i]) * 16 + digit(rest[i + 1]));
		return "";
	}
	if (word == "closed") {
		open = false;
		return "";
	}
	if (word == "up") {
		in >> isUp;
		return "";
	}
	if (word == "tick") {
		Tick t;
		in >> rest >> t.bid >> t.ask;
		t.timeMs = wallMs();
		const int symbol = findInstrument(rest);
		if (symbol < 0 || !in) return "error: tick SYMBOL BID ASK";
		terminal->deliver(symbol, t);
		return "";
	}
	return answerControl(line);
}
} // namespace

namespace puppet {
int connect() {
	if (!isUp) return -1;
	open = true;
	received.clear();
	said += "connect\n";
	return 1;
}
void close() {
	open = false;
	said += "close\n";
}
bool isOpen() { return open; }
size_t readable() { return received.size(); }
size_t read(char *to, size_t max) {
	const size_t n = std::min(max, received.size());
	std::copy_n(received.begin(), n, to);
	received.erase(0, n);
	return n;
}
void send(const char *bytes, size_t n) {
	said += "tx ";
	for (size_t i = 0; i < n; i++) {
		said += digits[static_cast<unsigned char>(bytes[i]) >> 4];
		said += digits[static_cast<unsigned char>(bytes[i]) & 15];
	}
	said += '\n';
}
void serve() {
	std::string line;
	std::ios::sync_with_stdio(false);
	while (!terminal->stopping && std::getline(std::cin, line)) {
		const std::string answer = act(line);
		if (terminal->restarting) terminal->restartEa();
		std::cout << said << "ok " << answer << std::endl;
		said.clear();
	}
}
} // namespace puppet
