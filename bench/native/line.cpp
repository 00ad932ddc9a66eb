#include "line.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>

uint64_t nowNs() {
	timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return static_cast<uint64_t>(t.tv_sec) * 1000000000ull + static_cast<uint64_t>(t.tv_nsec);
}
static void prepare(int fd) {
	const int on = 1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL, 0) | O_NONBLOCK);
}
Line::Line(int port) : in(1 << 20) {
	fd = socket(AF_INET, SOCK_STREAM, 0);
	sockaddr_in a{};
	a.sin_family = AF_INET;
	a.sin_port = htons(static_cast<uint16_t>(port));
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (connect(fd, reinterpret_cast<sockaddr *>(&a), sizeof a) != 0) fail("cannot connect to port " + std::to_string(port));
	prepare(fd);
}
Line::Line(int accepted, bool) : in(1 << 20), fd(accepted) { prepare(fd); }

static void writeNumber(uint8_t *at, uint64_t value, size_t bytes) {
	for (size_t i = 0; i < bytes; i++) at[i] = static_cast<uint8_t>(value >> (8 * i));
}
void Line::put(const Frame &f, const uint64_t *values, const std::vector<std::string> &names) {
	const size_t at = out.size();
	out.insert(out.end(), f.bytes.begin(), f.bytes.end());
	writeNumber(out.data() + at + 5, ++seq, 4);
	for (const auto &p : f.patches)
		for (size_t k = 0; k < names.size(); k++) {
			if (p.what != names[k]) continue;
			if (p.what == "requestId") writeNumber(out.data() + at + p.offset, values[k], 4);
			else if (p.what == "clientOrderId") { // ten decimal digits
				uint64_t v = values[k];
				for (int d = 9; d >= 0; d--, v /= 10) out[at + p.offset + static_cast<size_t>(d)] = static_cast<uint8_t>('0' + v % 10);
			} else writeNumber(out.data() + at + p.offset, values[k], 8);
		}
}
void Line::putRaw(const uint8_t *bytes, size_t n) { out.insert(out.end(), bytes, bytes + n); }
void Line::flush() {
	if (out.empty()) return;
	const ssize_t n = send(fd, out.data(), out.size(), MSG_NOSIGNAL);
	if (n > 0) out.erase(out.begin(), out.begin() + n);
	else if (n < 0 && errno != EAGAIN) fail(std::string("the other side is gone: ") + strerror(errno));
}
const uint8_t *Line::take(size_t &size) {
	for (int tries = 0; tries < 2; tries++) {
		if (end - begin >= 4) {
			uint32_t length;
			memcpy(&length, in.data() + begin, 4);
			if (end - begin >= 4 + static_cast<size_t>(length)) {
				const uint8_t *frame = in.data() + begin;
				size = 4 + static_cast<size_t>(length);
				begin += size;
				return frame;
			}
		}
		if (tries == 1) break;
		memmove(in.data(), in.data() + begin, end - begin);
		end -= begin;
		begin = 0;
		const ssize_t n = recv(fd, in.data() + end, in.size() - end, 0);
		if (n == 0) fail("the other side closed the line");
		if (n < 0) {
			if (errno == EAGAIN) break;
			fail(strerror(errno));
		}
		end += static_cast<size_t>(n);
	}
	return nullptr;
}
Bytes Line::await(uint8_t id, const char *what) {
	const uint64_t until = nowNs() + 10000000000ull;
	while (nowNs() < until) {
		flush();
		size_t size = 0;
		if (const uint8_t *frame = take(size))
			if (frame[4] == id) return Bytes(frame, frame + size);
	}
	fail(std::string("no ") + what + " within 10 s");
}
void Line::login(const Frame &login, const Bytes &key, const char *label) {
	const Bytes challenge = await(1, "challenge");
	Bytes nonce(challenge.begin() + 13, challenge.end()); // after header, version and length
	Bytes own(16, 7), message(label, label + strlen(label));
	message.insert(message.end(), nonce.begin(), nonce.end());
	message.insert(message.end(), own.begin(), own.end());
	const Bytes mac = hmacSha256(key, message);
	Frame f = login;
	for (const auto &p : f.patches) {
		const Bytes &with = p.what == "nonce" ? own : mac;
		memcpy(f.bytes.data() + p.offset, with.data(), with.size());
	}
	put(f, nullptr, {});
	const Bytes ok = await(3, "accepted login");
	message.assign({'g', 'a', 't', 'e', 'w', 'a', 'y'});
	message.insert(message.end(), own.begin(), own.end());
	message.insert(message.end(), nonce.begin(), nonce.end());
	const Bytes proof = hmacSha256(key, message);
	if (memcmp(ok.data() + 11, proof.data(), 32) != 0) fail("the gateway does not know the key");
}
