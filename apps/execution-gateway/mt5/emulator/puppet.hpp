// The terminal on simulated time: clock, market and line are in the hands of whoever started it, who writes commands and reads what happened, one a line.
//   now MS          time goes on to so many ms after the start; timers and answers that fall due on the way are handled
//   rx HEX          bytes arrive          closed   the other side closed the line          up 0|1   whether a connection can be made
//   tick SYMBOL BID ASK   a quote, in points
//   anything else   a command of the control port
// Each is answered by what the EA did (`connect`, `tx HEX`, `close`), then `ok TEXT`.
#pragma once
#include <cstdint>
#include <string>

// The line, as MQL5's socket functions see it.
namespace puppet {
int connect();
void close();
bool isOpen();
size_t readable();
// Takes up to `max` of what has arrived.
size_t read(char *to, size_t max);
void send(const char *bytes, size_t n);

// Until the commands end.
void serve();
} // namespace puppet
