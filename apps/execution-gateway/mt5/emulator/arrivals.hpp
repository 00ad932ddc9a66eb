// For measurements alone (--log-held): how long each request of the gateway lay in this terminal before the EA could read it, and what of the rest was waiting for a processor.
#pragma once
#include <cstddef>
#include <cstdint>

#include "mql5_types.hpp"

struct Held {
	// From its arrival until the timer event was due that let the EA read it: MetaTrader's floor. 0: it came while the EA was reading.
	uint64_t floorUs = 0;
	// From then (or from its arrival, where it came later) until the EA had it: waking up, and what else ran first.
	uint64_t lateUs = 0;
	// Of the wake-ups for its arrival and for its reading: this process could have run, and others had the processors.
	uint64_t queuedUs = 0;
	// queuedUs() when the EA passed it on.
	uint64_t queuedAtUs = 0;
};

namespace arrivals {
// A new line of the EA.
void opened(int socket);
// Becomes readable when bytes come; -1: nothing is watched.
int descriptor();
// Bytes came while nothing of the EA ran.
void came(uint64_t queuedUs);
// The EA has read these; the timer event that it runs in was due at that time. queuedBefore: queuedUs() when the EA began to read.
void read(const uchar *bytes, size_t count, uint64_t dueUs, uint64_t queuedBefore);
// Of the request for this order, and forgets it.
Held of(uint64_t orderId);
// How long this process has waited for a processor while it could have run, since it began, us; 0 where the system does not say.
uint64_t queuedUs();
} // namespace arrivals
