// The clock of the broker's server: whole hours from UTC, with daylight saving by European or American rules.
#pragma once
#include <cstdint>
#include <string>

struct Zone {
	enum Saving { NONE, EUROPE, AMERICA } saving = NONE;
	int64_t standardSec = 0;
	// Server time minus UTC at a moment of UTC.
	int64_t offsetMs(int64_t utcMs) const;
	int64_t toServer(int64_t utcMs) const { return utcMs + offsetMs(utcMs); }
	// Of an hour that comes twice, the first.
	int64_t toUtc(int64_t serverMs) const;
};
// `utc`, `+02:00`, `+02:00/eu`, `+02:00/us`. False: no zone.
bool parseZone(const std::string &text, Zone &zone);
