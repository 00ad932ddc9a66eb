#include "clock.hpp"

#include <chrono>

namespace {
bool simulated = false;
int64_t startWallMs = 0;
uint64_t simulatedUs = 0;
} // namespace

uint64_t nowUs() {
	using namespace std::chrono;
	return simulated ? simulatedUs : static_cast<uint64_t>(duration_cast<microseconds>(steady_clock::now().time_since_epoch()).count());
}
int64_t wallMs() {
	using namespace std::chrono;
	return simulated ? startWallMs + static_cast<int64_t>(simulatedUs / 1000) : duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}
void simulateClock(int64_t startMs) {
	simulated = true;
	startWallMs = startMs;
}
bool isClockSimulated() { return simulated; }
void advanceClock(uint64_t us) {
	if (us > simulatedUs) simulatedUs = us;
}
