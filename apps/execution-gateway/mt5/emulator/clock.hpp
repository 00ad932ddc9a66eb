// The emulated terminal's clocks: the machine's, or a simulated one that moves only when it is told to.
#pragma once
#include <cstdint>

uint64_t nowUs();  // never runs back
int64_t wallMs();  // since 1970 UTC
// From now on time stands still at this moment.
void simulateClock(int64_t startMs);
bool isClockSimulated();
// To that many us after the start, if it is later than now.
void advanceClock(uint64_t us);
