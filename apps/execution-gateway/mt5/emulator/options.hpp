// Command line of the emulated terminal.
#pragma once
#include <cstdint>
#include <string>

struct Options {
	std::string server, key, host, currency = "USD", stateFile, ticksFile, label, chart = "EURUSD";
	uint64_t login = 0, seed = 7;
	int port = 0, control = -1, brokerDelayMs = -1, timerFloorMs = 10, historyLagMs = 0;
	int timerMs = 10, budgetMs = 8, deadlineMs = 5000;
	int64_t balanceCents = 10000000, leverage = 100;
	double speed = 1; // 0: as fast as the EA takes them
	bool netting = false, lockstep = false, speculative = false, shuffle = false, slMagicPosition = false, closeByMagicRequest = false, weekdaysOnly = false, parentPipe = false, help = false;
};
// Fills `o`; on a fault returns what is wrong with which option.
std::string parseOptions(int argc, char **argv, Options &o);
extern const char *usage;
