// Where the quotes come from: a seeded generator or a file. Knows nothing of the broker or the EA.
#pragma once
#include <deque>
#include <functional>

#include "model.hpp"

// Prices are a pure function of (seed, symbol, time): several terminals with one seed agree, and a restart leaves no jump.
class Generator {
	uint64_t seed;
	std::vector<int64_t> slot; // next slot per symbol
	std::vector<Tick> ahead; // its tick, made once: it is asked for many times before it is due
	Tick at(int symbol, int64_t slotIndex) const;
	bool active(int symbol, int64_t slotIndex) const;
	void look(int symbol);

  public:
	explicit Generator(uint64_t s) : seed(s) {}
	void startAt(int64_t ms);
	// The next tick up to `limitMs`, in order of time over all symbols.
	bool next(int64_t limitMs, int &symbol, Tick &tick);
	// When next() has something again.
	int64_t nextMs() const;
	// The last quote before `ms`.
	Tick before(int symbol, int64_t ms) const;
	// Every quote of a span of past time, in order: the same that a terminal which ran then was given.
	void each(int symbol, int64_t fromMs, int64_t toMs, const std::function<void(const Tick &)> &take) const;
};

struct FileTick {
	int symbol;
	Tick tick;
};
class TickFile {
  public:
	std::vector<FileTick> ticks;
	uint64_t position = 0; // next to deliver
	// Reads it all; says on stdout how many lines were rejected and shows the first. False: unusable.
	bool load(const std::string &file);
	bool next(int64_t limitMs, int &symbol, Tick &tick);
};

// The terminal's tick cache of one symbol.
struct TickCache {
	std::deque<Tick> ticks;
	uint64_t total = 0, copied = 0; // ever delivered; of those, how many CopyTicks has handed out
	bool selected = false;
	void add(const Tick &t);
};
