// MQL5's clocks, timer, log, random numbers and global variables.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>

#include "terminal.hpp"

string _Symbol("EURUSD");
int mqlLastError = 0;

ulong GetTickCount64() { return nowUs() / 1000; }
ulong GetMicrosecondCount() { return nowUs(); }
datetime TimeLocal() { return wallMs() / 1000; }
// UTC is the market's time too, so that a recording of years ago is a world of its own; the server's clock is its zone's.
datetime TimeGMT() { return terminal->serverMs() / 1000; }
datetime TimeCurrent() { return terminal->broker.zone().toServer(terminal->marketMs) / 1000; }
datetime TimeTradeServer() { return terminal->broker.zone().toServer(terminal->serverMs()) / 1000; }
bool IsStopped() { return terminal->stopping; }
bool EventSetMillisecondTimer(int ms) {
	terminal->timerMs = ms < terminal->options.timerFloorMs ? terminal->options.timerFloorMs : ms;
	return true;
}
void EventKillTimer() { terminal->timerMs = 0; }
void ExpertRemove() { terminal->stopping = true; }
void Comment(const string &text) { terminal->panel = text.str(); }
void MathSrand(int seed) { srand(static_cast<unsigned>(seed)); }
int MathRand() { return rand() & 32767; }
void mqlPrint(const std::string &line) {
	fprintf(terminal->options.puppet ? stderr : stdout, "[EA] %s\n", line.c_str());
	fflush(stdout);
}

namespace {
bool loaded = false, changed = false;
size_t written = 0; // length of the file
std::map<std::string, double> variables;
std::string variablesFile() { return terminal->options.stateFile + ".vars"; }
void load() {
	if (loaded) return;
	loaded = true;
	std::ifstream in(variablesFile());
	std::string name;
	double value;
	while (in >> name >> value) variables[name] = value;
	std::error_code none;
	const auto size = std::filesystem::file_size(variablesFile(), none);
	written = none ? 0 : static_cast<size_t>(size);
}
} // namespace

bool GlobalVariableGet(const string &name, double &value) {
	load();
	const auto found = variables.find(name.str());
	if (found == variables.end()) return false;
	value = found->second;
	return true;
}
datetime GlobalVariableSet(const string &name, double value) {
	load();
	variables[name.str()] = value;
	changed = true;
	return TimeLocal();
}
void GlobalVariablesFlush() {
	if (!changed) return;
	char text[64];
	std::string all;
	for (const auto &v : variables) {
		snprintf(text, sizeof text, " %.17g\n", v.second);
		all += v.first + text;
	}
	// In place, by one write, and never shorter than before: a terminal that is killed leaves the old or the new, and the EA waits for this with every command.
	all.resize(std::max(all.size(), written), '\n');
	static const int file = open(variablesFile().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	if (pwrite(file, all.data(), all.size(), 0) != static_cast<ssize_t>(all.size())) fatal("cannot write " + variablesFile());
	written = all.size();
	changed = false;
}
