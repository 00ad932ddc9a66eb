// A non-blocking TCP line with length-prefixed frames: u32 length of the rest, u8 message id, u32 sequence, fields.
#pragma once
#include <cstring>

#include "script.hpp"

uint64_t nowNs();
Bytes hmacSha256(const Bytes &key, const Bytes &message);

class Line {
	Bytes in;
	size_t begin = 0, end = 0;
	Bytes out;
	uint32_t seq = 0;

  public:
	int fd = -1;
	explicit Line(int port);
	explicit Line(int accepted, bool);
	// Queues a copy of the frame with its sequence and values; `flush` writes what the socket takes.
	void put(const Frame &f, const uint64_t *values, const std::vector<std::string> &names);
	void putRaw(const uint8_t *bytes, size_t n);
	void flush();
	bool idle() const { return out.empty(); }
	// The next whole frame, or nullptr. Valid until the next call.
	const uint8_t *take(size_t &size);
	// Waits for a frame with this id and gives it; answers nothing else.
	Bytes await(uint8_t id, const char *what);
	// Mutual login: proves `key`, checks the gateway's proof.
	void login(const Frame &login, const Bytes &key, const char *label);
};
