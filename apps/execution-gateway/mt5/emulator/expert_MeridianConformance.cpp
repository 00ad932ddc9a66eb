// The inputs of MeridianConformance.mq5; its key is no secret, so MERIDIAN_EA_KEY names what it may do: "trade" and "stop-out".
#include "mql5_shim.hpp"
#include "options.hpp"

extern string InpHost, InpListed;
extern int InpPort, InpQuietMs;
extern bool InpTrade, InpStopOut;

void setInputs(const Options &o) {
	InpHost = o.host;
	InpPort = o.port;
	InpListed = "emulated: there is no list";
	InpQuietMs = 50; // this server tells all of an answer at once
	InpTrade = o.key.find("trade") != std::string::npos;
	InpStopOut = o.key.find("stop-out") != std::string::npos;
}
