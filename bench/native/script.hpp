// What to say, prepared by the TypeScript codec: whole frames, and where in them the running numbers go. Keeps this program free of schemas.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

typedef std::vector<uint8_t> Bytes;
struct Patch {
	std::string what; // request, clientOrderId, commandSeq, orderId, ticket, ...
	size_t offset = 0;
};
struct Frame {
	std::string name;
	Bytes bytes;
	std::vector<Patch> patches;
};
struct Script {
	Bytes entryKey, terminalKey;
	Frame entryLogin, terminalLogin; // nonce and MAC are patched in
	std::vector<Frame> entryStart, terminalStart, snapshot, orders, answers;
	Frame tick, entryPong, terminalPong;
	uint8_t snapshotRequestId = 0, orderSendId = 0, pingId = 0;
};
// Lines `kind name hex what:offset,what:offset`. Ends the process with a message where it can't be read.
Script readScript(const std::string &file);
[[noreturn]] void fail(const std::string &why);
