// Runs an Expert Advisor's own source in an emulated MetaTrader 5 terminal; which one, build.ts says.
#include <csignal>
#include <cstring>

#include <chrono>

#include "control.hpp"
#include "history.hpp"
#include "prompt.hpp"
#include "puppet.hpp"
#include "puppets.hpp"
#include "terminal.hpp"

// Of the Expert Advisor that it is linked with.
void setInputs(const Options &o);

namespace {
volatile sig_atomic_t signalled = 0;
void onSignal(int) { signalled = 1; }
int run(int argc, char **argv) {
	Options o;
	const std::string fault = parseOptions(argc, argv, o);
	if (o.help || !fault.empty()) {
		fprintf(o.help ? stdout : stderr, "%s%s%s", fault.c_str(), fault.empty() ? "" : "\n", usage);
		return o.help ? 0 : 2;
	}
	if (!o.exportDir.empty()) {
		const int64_t nowMs = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
		const std::string failed = exportBars(o.terms.seed, o.exportDir, o.exportDays, o.startMs > 0 ? o.startMs : nowMs);
		if (!failed.empty()) fprintf(stderr, "[terminal] %s\n", failed.c_str());
		return failed.empty() ? 0 : 1;
	}
	signal(SIGINT, onSignal);
	signal(SIGTERM, onSignal);
	signal(SIGPIPE, SIG_IGN);
	wakePromptly(o.shortSlices);
	if (o.puppet) simulateClock(o.startMs);
	Terminal self(o);
	terminal = &self;
	_Symbol = o.chart;
	setInputs(o);
	Control control;
	if (o.control >= 0) control.open(o.control);
	try {
		if (OnInit() != INIT_SUCCEEDED) return 1;
		if (o.puppet) {
			puppet::serve();
			return 0; // as a crash: what it had taken and not yet passed to its broker is gone
		}
		while (!self.stopping) {
			if (self.restarting) self.restartEa();
			self.step();
			self.dispatch();
			control.serve(self.idleUs(), o.parentPipe, o.logHeld);
			if (signalled != 0) self.stopping = true;
		}
		OnDeinit(1);
	} catch (const MqlCritical &critical) {
		fprintf(stderr, "[terminal] THE EA STOPPED on a critical runtime error, as it would in MetaTrader: %s\n", critical.what);
		return 4;
	}
	self.persist();
	return 0;
}
} // namespace

int main(int argc, char **argv) { return argc == 2 && strcmp(argv[1], "--puppets") == 0 ? servePuppets(run) : run(argc, argv); }
