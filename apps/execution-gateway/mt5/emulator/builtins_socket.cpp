// MQL5's sockets on POSIX, with the traits that its documentation names.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "arrivals.hpp"
#include "puppet.hpp"
#include "sockets.hpp"
#include "terminal.hpp"

namespace {
constexpr int notAllowed = 4014, cannotConnect = 5272, ioError = 5273;
std::set<int> opened, deaf;
bool led() { return terminal->options.puppet; }
timeval toTimeval(uint ms) { return {static_cast<time_t>(ms / 1000), static_cast<suseconds_t>(ms % 1000) * 1000}; }
} // namespace

void deafenSockets() { deaf = opened; }
int SocketCreate(uint) { return led() ? 1 : socket(AF_INET, SOCK_STREAM, 0); }
bool SocketClose(int s) {
	if (led()) {
		puppet::close();
		return true;
	}
	opened.erase(s);
	deaf.erase(s);
	return close(s) == 0;
}
bool SocketConnect(int s, const string &host, uint port, uint timeoutMs) {
	if (!terminal->addressAllowed) {
		mqlLastError = notAllowed;
		return false;
	}
	if (led()) {
		mqlLastError = puppet::connect() < 0 ? cannotConnect : 0;
		return mqlLastError == 0;
	}
	addrinfo hints{}, *found = nullptr;
	hints.ai_family = AF_INET;
	hints.ai_socktype = SOCK_STREAM;
	mqlLastError = cannotConnect;
	if (getaddrinfo(host.str().c_str(), std::to_string(port).c_str(), &hints, &found) != 0) return false;
	const int flags = fcntl(s, F_GETFL, 0);
	fcntl(s, F_SETFL, flags | O_NONBLOCK);
	int r = connect(s, found->ai_addr, found->ai_addrlen);
	freeaddrinfo(found);
	if (r != 0 && errno != EINPROGRESS) return false;
	pollfd p{s, POLLOUT, 0};
	int error = 0;
	socklen_t size = sizeof error;
	if (poll(&p, 1, static_cast<int>(timeoutMs)) != 1 || getsockopt(s, SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0) return false;
	fcntl(s, F_SETFL, flags);
	const int on = 1;
	setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); // MQL5 has no option for it, and its default is unknown
	mqlLastError = 0;
	if (terminal->options.logHeld) arrivals::opened(s);
	opened.insert(s);
	return true;
}
bool SocketIsConnected(int s) {
	if (led()) return puppet::isOpen();
	if (deaf.count(s) > 0) return true;
	char c;
	const ssize_t n = recv(s, &c, 1, MSG_PEEK | MSG_DONTWAIT);
	return n > 0 || (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK));
}
// Not FIONREAD: on an empty buffer it may claim a byte, "deferring the actual check".
uint SocketIsReadable(int s) {
	int n = 0;
	if (led()) {
		if (puppet::readable() == 0 && !puppet::isOpen()) mqlLastError = ioError;
		return static_cast<uint>(puppet::readable());
	}
	if (deaf.count(s) > 0) return 0;
	if (ioctl(s, FIONREAD, &n) != 0 || (n == 0 && !SocketIsConnected(s))) {
		mqlLastError = ioError;
		return 0;
	}
	return n == 0 && terminal->options.speculative ? 1 : static_cast<uint>(n);
}
bool SocketTimeouts(int s, uint sendMs, uint receiveMs) {
	if (led()) return true;
	const timeval send = toTimeval(sendMs), receive = toTimeval(receiveMs);
	return setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &send, sizeof send) == 0 && setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &receive, sizeof receive) == 0;
}
// Waits; meanwhile the server and the market go on, as they do on the terminal's other threads.
int SocketRead(int s, MqlArray<uchar> &buffer, uint max, uint timeoutMs) {
	const uint64_t end = nowUs() + static_cast<uint64_t>(timeoutMs == 0 ? 120000 : timeoutMs) * 1000;
	if (led()) {
		// Time stands still within a handler: the one that has come is all there is.
		if (puppet::readable() == 0) return -1;
		buffer.resize(static_cast<int>(max), 0);
		const size_t n = puppet::read(reinterpret_cast<char *>(buffer.data()), max);
		buffer.resize(static_cast<int>(n), 0);
		return static_cast<int>(n);
	}
	const bool notes = terminal->options.logHeld;
	const uint64_t queued = notes ? arrivals::queuedUs() : 0;
	terminal->step();
	pollfd p{deaf.count(s) > 0 ? -1 : s, POLLIN, 0};
	for (;;) {
		const uint64_t now = nowUs();
		const int wait = now >= end ? 0 : static_cast<int>(std::min<uint64_t>((end - now + 999) / 1000, 1));
		const int ready = poll(&p, 1, wait);
		terminal->step();
		if (ready > 0) break;
		if (nowUs() >= end || terminal->stopping) return -1;
	}
	buffer.resize(static_cast<int>(max), 0);
	const ssize_t n = recv(s, buffer.data(), max, 0);
	buffer.resize(n > 0 ? static_cast<int>(n) : 0, 0);
	if (n <= 0) mqlLastError = ioError;
	else if (notes) arrivals::read(buffer.data(), static_cast<size_t>(n), terminal->timerDueUs, queued);
	return n > 0 ? static_cast<int>(n) : -1;
}
int SocketSend(int s, const MqlArray<uchar> &buffer, uint n) {
	if (terminal->options.partialSend > 0) n = std::min(n, static_cast<uint>(terminal->options.partialSend));
	if (led()) {
		if (!puppet::isOpen()) return -1;
		puppet::send(reinterpret_cast<const char *>(buffer.data()), n);
		return static_cast<int>(n);
	}
	if (deaf.count(s) > 0) return static_cast<int>(n);
	const ssize_t sent = send(s, buffer.data(), n, MSG_NOSIGNAL);
	if (sent < 0) mqlLastError = ioError;
	return static_cast<int>(sent);
}
