// The inputs of Meridian.mq5: plain globals of its translation unit.
#include "mql5_shim.hpp"
#include "options.hpp"

extern string InpHost, InpKey;
extern int InpPort, InpTimerMs, InpBudgetMs, InpDeadlineMs, InpHashMs, InpDeadman, InpDeadmanSec;
extern bool InpFrameMac, g_dedup;

void setInputs(const Options &o) {
	InpHost = o.host;
	InpKey = o.key;
	InpPort = o.port;
	InpTimerMs = o.timerMs;
	InpBudgetMs = o.budgetMs;
	InpDeadlineMs = o.deadlineMs;
	InpHashMs = o.hashMs;
	InpDeadman = o.deadman;
	InpDeadmanSec = o.deadmanSec;
	InpFrameMac = o.frameMac;
	g_dedup = o.dedup;
}
