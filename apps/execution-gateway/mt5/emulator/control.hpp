// Commands of tests: over a line-based control port on 127.0.0.1 (one client, one answer a line), or by whoever leads the terminal.
#pragma once
#include <cstdint>
#include <string>

std::string answerControl(const std::string &command);

class Control {
	int listener = -1, client = -1;
	std::string received;

  public:
	// Port 0: chosen by the system; the port is printed.
	void open(int port);
	// Waits up to `us` for a command (or for the parent's pipe to close, where it is watched) and carries it out; with `noteArrivals`, for bytes for the EA too.
	void serve(uint64_t us, bool watchParent, bool noteArrivals);
};
