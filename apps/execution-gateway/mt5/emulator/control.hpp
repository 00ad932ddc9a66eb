// A line-based control port on 127.0.0.1, for tests: one client, one answer a line.
#pragma once
#include <string>

class Control {
	int listener = -1, client = -1;
	std::string received;
	std::string answer(const std::string &command);

  public:
	// Port 0: chosen by the system; the port is printed.
	void open(int port);
	// Waits up to `ms` for a command (or for the parent's pipe to close, where it is watched) and carries it out.
	void serve(int ms, bool watchParent);
};
