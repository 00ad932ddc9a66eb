// Load generator, venue and echo of `npm run bench -- order-path`. Open loop: an order leaves at its scheduled time whether or not earlier ones
// have come back, and its latency counts from that time, so a stall is seen by every order that it delays.
//   load orders SCRIPT ENTRY_PORT TERMINAL_PORT RATE SECONDS WARMUP_SECONDS     load echo PORT RATE SECONDS FRAME_BYTES     load echo-server
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "line.hpp"

namespace {
void report(std::vector<uint64_t> &ns, uint64_t asked, double seconds) {
	std::sort(ns.begin(), ns.end());
	auto q = [&](double p) { return ns.empty() ? 0.0 : static_cast<double>(ns[std::min(ns.size() - 1, static_cast<size_t>(p * static_cast<double>(ns.size())))]) / 1000; };
	printf("{\"asked\":%llu,\"received\":%zu,\"rate\":%.0f,\"p50\":%.2f,\"p90\":%.2f,\"p99\":%.2f,\"p999\":%.2f,\"max\":%.2f}\n", static_cast<unsigned long long>(asked), ns.size(),
	       static_cast<double>(ns.size()) / seconds, q(0.5), q(0.9), q(0.99), q(0.999), ns.empty() ? 0.0 : static_cast<double>(ns.back()) / 1000);
}
uint64_t u64At(const uint8_t *p) {
	uint64_t v;
	memcpy(&v, p, 8);
	return v;
}
// A line that hears no pong is cut. The ping's time comes first after the header.
void pong(Line &line, const Frame &frame, const uint8_t *ping) {
	const uint64_t values[] = {u64At(ping + 9), nowNs() / 1000};
	line.put(frame, values, {"timeUs", "atUs"});
}

int orders(const Script &script, int entryPort, int terminalPort, uint64_t rate, uint64_t seconds, uint64_t warmupS) {
	Line entry(entryPort);
	entry.login(script.entryLogin, script.entryKey, "client");
	for (const auto &f : script.entryStart) {
		entry.put(f, nullptr, {});
		entry.await(22, "configuration taken");
	}
	Line venue(terminalPort);
	venue.login(script.terminalLogin, script.terminalKey, "terminal");
	for (const auto &f : script.terminalStart) venue.put(f, nullptr, {});
	venue.await(script.snapshotRequestId, "snapshot request");
	for (const auto &f : script.snapshot) venue.put(f, nullptr, {});
	venue.put(script.tick, nullptr, {});

	const std::vector<std::string> askNames = {"requestId", "clientOrderId"}, answerNames = {"commandSeq", "orderId", "ticket", "deal", "atUs"};
	const uint64_t warmupRate = std::min<uint64_t>(rate, 2000), warmup = warmupRate * warmupS, total = warmup + rate * seconds;
	const uint64_t start = nowNs() + 300000000ull; // the picture and the quote are taken in first
	const uint64_t measuredFrom = start + warmupS * 1000000000ull;
	// Code that is not compiled yet keeps up with a gentle rate, so that no queue of the warm-up is measured.
	auto dueNs = [&](uint64_t order) { return order < warmup ? start + order * 1000000000ull / warmupRate : measuredFrom + (order - warmup) * 1000000000ull / rate; };
	uint64_t sent = 0, answered = 0, replied = 0, nextTickNs = start;
	std::vector<uint64_t> ns;
	ns.reserve(total);
	while (answered < total || replied < total) {
		const uint64_t now = nowNs();
		if (now > dueNs(total) + 5000000000ull) break;
		while (sent < total && now >= dueNs(sent)) {
			const uint64_t values[] = {sent + 10, sent};
			entry.put(script.orders[sent % script.orders.size()], values, askNames);
			sent++;
		}
		entry.flush();
		size_t size = 0;
		while (const uint8_t *frame = venue.take(size)) {
			if (frame[4] == script.pingId) pong(venue, script.terminalPong, frame);
			if (frame[4] != script.orderSendId) continue;
			const uint64_t at = nowNs();
			if (answered >= warmup) ns.push_back(at - dueNs(answered));
			const uint64_t values[] = {u64At(frame + 17), u64At(frame + 25), 1000000 + answered, 100000000 + answered, at / 1000};
			const size_t half = script.answers.size() / script.orders.size();
			const size_t first = answered % script.orders.size() * half;
			for (size_t i = 0; i < half; i++) venue.put(script.answers[first + i], values, answerNames);
			answered++;
		}
		if (now >= nextTickNs) {
			venue.put(script.tick, nullptr, {});
			nextTickNs = now + 100000000ull;
		}
		venue.flush();
		while (const uint8_t *frame = entry.take(size)) {
			if (frame[4] == script.pingId) pong(entry, script.entryPong, frame);
			if (frame[4] == 23) fail("an order was refused");
			if (frame[4] == 20) replied++;
		}
	}
	report(ns, rate * seconds, static_cast<double>(seconds));
	return answered == total ? 0 : 3;
}

int echo(int port, uint64_t rate, uint64_t seconds, size_t frameBytes) {
	Line line(port);
	Bytes frame(frameBytes, 0);
	const uint32_t rest = static_cast<uint32_t>(frameBytes - 4);
	memcpy(frame.data(), &rest, 4);
	const uint64_t warmup = rate, total = warmup + rate * seconds, everyNs = 1000000000ull / rate, start = nowNs() + 100000000ull;
	std::vector<uint64_t> ns;
	uint64_t sent = 0, back = 0;
	while (back < total) {
		const uint64_t now = nowNs();
		while (sent < total && now >= start + sent * everyNs) line.putRaw(frame.data(), frame.size()), sent++;
		line.flush();
		size_t size = 0;
		while (line.take(size) != nullptr) {
			if (back >= warmup) ns.push_back(nowNs() - (start + back * everyNs));
			back++;
		}
	}
	report(ns, rate * seconds, static_cast<double>(seconds));
	return 0;
}
// Spins, as the fastest engine would; prints its port and serves one client.
int echoServer() {
	const int listener = socket(AF_INET, SOCK_STREAM, 0);
	sockaddr_in a{};
	a.sin_family = AF_INET;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	socklen_t size = sizeof a;
	if (bind(listener, reinterpret_cast<sockaddr *>(&a), sizeof a) != 0 || listen(listener, 1) != 0 || getsockname(listener, reinterpret_cast<sockaddr *>(&a), &size) != 0) fail("cannot listen");
	printf("%d\n", ntohs(a.sin_port));
	fflush(stdout);
	Line line(accept(listener, nullptr, nullptr), true);
	for (;;) {
		size_t n = 0;
		if (const uint8_t *frame = line.take(n)) line.putRaw(frame, n);
		line.flush();
	}
}
} // namespace

int main(int argc, char **argv) {
	const std::string mode = argc > 1 ? argv[1] : "";
	auto number = [&](int i) { return static_cast<uint64_t>(strtoull(argv[i], nullptr, 10)); };
	if (mode == "orders" && argc == 8) return orders(readScript(argv[2]), static_cast<int>(number(3)), static_cast<int>(number(4)), number(5), number(6), number(7));
	if (mode == "echo" && argc == 6) return echo(static_cast<int>(number(2)), number(3), number(4), number(5));
	if (mode == "echo-server" && argc == 2) return echoServer();
	fail("usage: load orders SCRIPT ENTRY_PORT TERMINAL_PORT RATE SECONDS WARMUP_SECONDS | echo PORT RATE SECONDS FRAME_BYTES | echo-server");
}
