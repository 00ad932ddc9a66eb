#include "script.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

void fail(const std::string &why) {
	fprintf(stderr, "load: %s\n", why.c_str());
	exit(1);
}
static Bytes fromHex(const std::string &hex) {
	Bytes out;
	for (size_t i = 0; i + 1 < hex.size(); i += 2) out.push_back(static_cast<uint8_t>(std::stoi(hex.substr(i, 2), nullptr, 16)));
	return out;
}
Script readScript(const std::string &file) {
	std::ifstream in(file);
	if (!in) fail("cannot read " + file);
	Script s;
	std::string line;
	while (std::getline(in, line)) {
		std::istringstream fields(line);
		std::string kind, hex, patches;
		Frame f;
		fields >> kind >> f.name >> hex >> patches;
		f.bytes = fromHex(hex);
		std::istringstream list(patches);
		for (std::string one; std::getline(list, one, ',');) {
			const size_t colon = one.find(':');
			if (colon == std::string::npos) fail("bad patch " + one);
			f.patches.push_back({one.substr(0, colon), static_cast<size_t>(std::stoul(one.substr(colon + 1)))});
		}
		if (kind == "entryKey") s.entryKey = f.bytes;
		else if (kind == "terminalKey") s.terminalKey = f.bytes;
		else if (kind == "entryLogin") s.entryLogin = f;
		else if (kind == "terminalLogin") s.terminalLogin = f;
		else if (kind == "entryStart") s.entryStart.push_back(f);
		else if (kind == "terminalStart") s.terminalStart.push_back(f);
		else if (kind == "snapshot") s.snapshot.push_back(f);
		else if (kind == "order") s.orders.push_back(f);
		else if (kind == "answer") s.answers.push_back(f);
		else if (kind == "tick") s.tick = f;
		else if (kind == "entryPong") s.entryPong = f;
		else if (kind == "terminalPong") s.terminalPong = f;
		else if (kind == "pingId") s.pingId = f.bytes.at(0);
		else if (kind == "snapshotRequestId") s.snapshotRequestId = f.bytes.at(0);
		else if (kind == "orderSendId") s.orderSendId = f.bytes.at(0);
		else fail("unknown line " + kind);
	}
	if (s.orders.empty() || s.answers.empty()) fail("the script has no orders or no answers");
	return s;
}
