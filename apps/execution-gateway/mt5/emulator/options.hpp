// Command line of the emulated terminal.
#pragma once
#include <cstdint>
#include <string>

#include "broker.hpp"

struct Options {
	std::string server, key, host, stateFile, ticksFile, label, chart = "EURUSD";
	uint64_t login = 0;
	int port = 0, control = -1, brokerDelayMs = -1, timerFloorMs = 10, historyLagMs = 0, partialSend = 0, delaySpreadMs = 0, requestsPerSecond = 0;
	int timerMs = 10, budgetMs = 8, deadlineMs = 5000, hashMs = 2000, deadmanSec = 600, deadman = 0;
	std::string exportDir; // no terminal: writes the generated market's past and ends
	int exportDays = 5;
	int64_t balanceCents = 10000000, startMs = 0;
	double speed = 1; // 0: as fast as the EA takes them
	bool lockstep = false, speculative = false, shuffle = false, addressAllowed = true, parentPipe = false, help = false;
	bool puppet = false;  // on simulated time, its line and clock in the hands of whoever started it
	bool dedup = true, frameMac = false, booksInMemory = false, logHeld = false, shortSlices = false;
	AccountTerms terms;
};
// Fills `o`; on a fault returns what is wrong with which option.
std::string parseOptions(int argc, char **argv, Options &o);
extern const char *usage;
