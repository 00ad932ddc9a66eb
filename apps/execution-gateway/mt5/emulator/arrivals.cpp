#include "arrivals.hpp"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <string>

#include "clock.hpp"

namespace {
struct Mark {
	uint64_t upTo; // bytes of the line that had come by then
	uint64_t atUs, queuedUs, queuedTotalUs;
};
constexpr uchar orderSend = 40; // MSG_ORDER_SEND
constexpr size_t orderIdAt = 4 + 1 + 4 + 8 + 8; // length, message, sequence; epoch, command sequence
int line = -1, edges = -1;
uint64_t taken = 0; // bytes of the line that the EA has read
std::deque<Mark> marks;
std::string unfinished; // the beginning of a frame whose end has not been read yet
uint64_t beganAt = 0; // where it begins
std::map<uint64_t, Held> held;

uint64_t number(const char *at, size_t bytes) {
	uint64_t v = 0;
	for (size_t i = bytes; i-- > 0;) v = v << 8 | static_cast<uchar>(at[i]);
	return v;
}
uint64_t less(uint64_t a, uint64_t b) { return a > b ? a - b : 0; }
} // namespace

namespace arrivals {
uint64_t queuedUs() {
	static const int file = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
	char text[96];
	const ssize_t n = file < 0 ? 0 : pread(file, text, sizeof text - 1, 0);
	if (n <= 0) return 0;
	text[n] = 0;
	// The second of three numbers. By hand: it is on every request's way, and part of what is measured.
	const char *at = strchr(text, ' ');
	return at == nullptr ? 0 : strtoull(at + 1, nullptr, 10) / 1000;
}
void opened(int socket) {
	line = socket;
	taken = 0;
	beganAt = 0;
	marks.clear();
	unfinished.clear();
	held.clear();
	if (edges >= 0) close(edges);
	// By edges: every arrival wakes us once, also behind bytes that still lie there.
	edges = epoll_create1(EPOLL_CLOEXEC);
	epoll_event event{};
	event.events = EPOLLIN | EPOLLET;
	if (edges < 0 || epoll_ctl(edges, EPOLL_CTL_ADD, socket, &event) != 0) line = -1;
}
int descriptor() { return line < 0 ? -1 : edges; }
void came(uint64_t queued) {
	epoll_event event{};
	if (line < 0 || epoll_wait(edges, &event, 1, 0) <= 0) return;
	int waiting = 0;
	if ((event.events & (EPOLLHUP | EPOLLERR)) != 0 || ioctl(line, FIONREAD, &waiting) != 0) line = -1;
	if (line < 0 || waiting == 0) return; // read already, while the EA ran
	marks.push_back({taken + static_cast<uint64_t>(waiting), nowUs(), queued, queuedUs()});
}
void read(const uchar *bytes, size_t count, uint64_t dueUs, uint64_t queuedBefore) {
	const uint64_t now = nowUs(), total = queuedUs(), queued = less(total, queuedBefore);
	taken += count;
	unfinished.append(reinterpret_cast<const char *>(bytes), count);
	size_t at = 0;
	while (unfinished.size() - at >= 4) {
		const size_t size = 4 + number(unfinished.data() + at, 4);
		if (unfinished.size() - at < size) break;
		const char *frame = unfinished.data() + at;
		at += size;
		if (static_cast<uchar>(frame[4]) != orderSend || size < orderIdAt + 8) continue;
		Held h;
		h.queuedUs = queued;
		for (const Mark &m : marks) {
			if (m.upTo < beganAt + at) continue;
			const uint64_t fromUs = std::max(m.atUs, std::min(dueUs, now));
			h.floorUs = less(std::min(dueUs, now), m.atUs);
			h.lateUs = now - fromUs;
			h.queuedUs = m.queuedUs + std::min(h.lateUs, less(total, m.queuedTotalUs));
			break;
		}
		held[number(frame + orderIdAt, 8)] = h;
	}
	unfinished.erase(0, at);
	beganAt += at;
	while (!marks.empty() && marks.front().upTo <= taken) marks.pop_front();
}
Held of(uint64_t orderId) {
	const auto found = held.find(orderId);
	if (found == held.end()) return {};
	Held h = found->second;
	held.erase(found);
	h.queuedAtUs = queuedUs();
	return h;
}
} // namespace arrivals
