#include "market.hpp"

#include <algorithm>
#include <fstream>

namespace {
constexpr int64_t slotMs = 250;
uint64_t mix(uint64_t x) {
	x += 0x9e3779b97f4a7c15ull;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
	return x ^ (x >> 31);
}
uint64_t hash(uint64_t seed, uint64_t symbol, uint64_t what, uint64_t index) { return mix(mix(mix(seed * 1315423911ull + symbol) + what) + index); }
double unit(uint64_t h) { return static_cast<double>(h >> 11) / 9007199254740992.0; }
} // namespace

bool Generator::active(int symbol, int64_t i) const { return hash(seed, static_cast<uint64_t>(symbol), 1, static_cast<uint64_t>(i)) % 100 < 75; }
Tick Generator::at(int symbol, int64_t i) const {
	const auto &inst = instruments()[static_cast<size_t>(symbol)];
	const auto s = static_cast<uint64_t>(symbol);
	Tick t;
	t.timeMs = i * slotMs + static_cast<int64_t>(hash(seed, s, 2, static_cast<uint64_t>(i)) % slotMs);
	// Smooth noise of doubling periods from 1 s to 36 h, amplitude with the root of the period: a walk that always comes back.
	double move = 0, amplitude = 0.0035, period = 1000.0 * 131072;
	for (uint64_t octave = 0; octave < 18; octave++) {
		const double x = static_cast<double>(t.timeMs) / period;
		const double whole = std::floor(x), f = x - whole, smooth = f * f * (3 - 2 * f);
		const auto k = static_cast<uint64_t>(whole);
		const double a = unit(hash(seed, s, 10 + octave, k)) * 2 - 1, b = unit(hash(seed, s, 10 + octave, k + 1)) * 2 - 1;
		move += amplitude * (a + (b - a) * smooth);
		period /= 2;
		amplitude *= 0.70710678;
	}
	const auto wide = static_cast<int64_t>(hash(seed, s, 3, static_cast<uint64_t>(i)) % static_cast<uint64_t>(inst.spread / 2 + 1));
	const auto mid = static_cast<int64_t>(std::floor(static_cast<double>(inst.anchor) * (1 + move)));
	const int64_t spread = inst.spread + wide;
	t.bid = mid - spread / 2;
	t.ask = t.bid + spread;
	return t;
}
void Generator::look(int symbol) {
	int64_t &i = slot[static_cast<size_t>(symbol)];
	while (!active(symbol, i)) i++;
	ahead[static_cast<size_t>(symbol)] = at(symbol, i);
}
void Generator::startAt(int64_t ms) {
	slot.assign(instruments().size(), ms / slotMs);
	ahead.assign(slot.size(), Tick{});
	for (int s = 0; s < static_cast<int>(slot.size()); s++) look(s);
}
bool Generator::next(int64_t limitMs, int &symbol, Tick &tick) {
	symbol = -1;
	for (int s = 0; s < static_cast<int>(slot.size()); s++) {
		const Tick &t = ahead[static_cast<size_t>(s)];
		if (t.timeMs <= limitMs && (symbol < 0 || t.timeMs < tick.timeMs)) {
			symbol = s;
			tick = t;
		}
	}
	if (symbol < 0) return false;
	slot[static_cast<size_t>(symbol)]++;
	look(symbol);
	return true;
}
int64_t Generator::nextMs() const {
	int64_t first = INT64_MAX;
	for (const Tick &t : ahead) first = std::min(first, t.timeMs);
	return first;
}
Tick Generator::before(int symbol, int64_t ms) const {
	int64_t i = ms / slotMs - 1;
	while (!active(symbol, i)) i--;
	return at(symbol, i);
}

void Generator::each(int symbol, int64_t fromMs, int64_t toMs, const std::function<void(const Tick &)> &take) const {
	for (int64_t i = fromMs / slotMs; i * slotMs < toMs; i++)
		if (active(symbol, i)) {
			const Tick t = at(symbol, i);
			if (t.timeMs >= fromMs && t.timeMs < toMs) take(t);
		}
}

namespace {
// A decimal price as points; false unless it is a plain positive number. More digits than the symbol has are rounded half up.
bool parsePoints(const std::string &text, int digits, int64_t &points) {
	int64_t v = 0;
	int after = -1;
	bool any = false, up = false;
	for (char c : text) {
		if (c == '.' && after < 0) {
			after = 0;
			continue;
		}
		if (c < '0' || c > '9' || v > 100000000000000) return false;
		any = true;
		if (after == digits) {
			up = c >= '5';
			after++;
			continue;
		}
		if (after > digits) continue;
		if (after >= 0) after++;
		v = v * 10 + (c - '0');
	}
	for (int k = after < 0 ? 0 : after; k < digits; k++) v *= 10;
	points = v + (up ? 1 : 0);
	return any && points > 0;
}
bool parseLine(const std::string &line, FileTick &out) {
	const size_t a = line.find(','), b = a == std::string::npos ? a : line.find(',', a + 1), c = b == std::string::npos ? b : line.find(',', b + 1);
	if (c == std::string::npos || line.find(',', c + 1) != std::string::npos) return false;
	out.symbol = findInstrument(line.substr(0, a));
	if (out.symbol < 0) return false;
	const std::string time = line.substr(a + 1, b - a - 1);
	if (time.empty() || time.size() > 15 || time.find_first_not_of("0123456789") != std::string::npos) return false;
	out.tick.timeMs = std::stoll(time);
	const int digits = instruments()[static_cast<size_t>(out.symbol)].digits;
	return out.tick.timeMs > 0 && parsePoints(line.substr(b + 1, c - b - 1), digits, out.tick.bid) && parsePoints(line.substr(c + 1), digits, out.tick.ask);
}
} // namespace

bool TickFile::load(const std::string &file) {
	std::ifstream in(file);
	if (!in) {
		printf("[terminal] cannot read the ticks file %s\n", file.c_str());
		return false;
	}
	std::string line, first;
	uint64_t number = 0, rejected = 0, firstNumber = 0;
	while (std::getline(in, line)) {
		number++;
		if (!line.empty() && line.back() == '\r') line.pop_back();
		if (line.empty()) continue;
		FileTick t{};
		const bool ok = parseLine(line, t) && (ticks.empty() || t.tick.timeMs >= ticks.back().tick.timeMs);
		if (ok) {
			ticks.push_back(t);
			continue;
		}
		if (rejected++ == 0) {
			first = line.substr(0, 200);
			firstNumber = number;
		}
	}
	if (rejected > 0) printf("[terminal] %s: %llu malformed lines skipped (SYMBOL,timeMs,bid,ask in order of time), the first is line %llu: %s\n", file.c_str(), static_cast<unsigned long long>(rejected), static_cast<unsigned long long>(firstNumber), first.c_str());
	printf("[terminal] %s: %zu ticks\n", file.c_str(), ticks.size());
	if (ticks.empty()) printf("[terminal] the ticks file has no usable line\n");
	return !ticks.empty();
}
bool TickFile::next(int64_t limitMs, int &symbol, Tick &tick) {
	if (position >= ticks.size() || ticks[position].tick.timeMs > limitMs) return false;
	symbol = ticks[position].symbol;
	tick = ticks[position].tick;
	position++;
	return true;
}

void TickCache::add(const Tick &t) {
	ticks.push_back(t);
	total++;
	if (ticks.size() > 65536) ticks.pop_front();
}
