#include "control.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>

#include "arrivals.hpp"
#include "terminal.hpp"

void Control::open(int port) {
	listener = socket(AF_INET, SOCK_STREAM, 0);
	const int on = 1;
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	sockaddr_in a{};
	a.sin_family = AF_INET;
	a.sin_port = htons(static_cast<uint16_t>(port));
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(listener, reinterpret_cast<sockaddr *>(&a), sizeof a) != 0 || listen(listener, 1) != 0) fatal("cannot listen on control port " + std::to_string(port) + ": " + strerror(errno));
	socklen_t size = sizeof a;
	getsockname(listener, reinterpret_cast<sockaddr *>(&a), &size);
	printf("[terminal] control port %d\n", ntohs(a.sin_port));
	fflush(stdout);
}

void Control::serve(uint64_t us, bool watchParent, bool noteArrivals) {
	pollfd p[3];
	nfds_t n = 0;
	const int own = client >= 0 ? client : listener, line = noteArrivals ? arrivals::descriptor() : -1;
	if (own >= 0) p[n++] = {own, POLLIN, 0};
	if (line >= 0) p[n++] = {line, POLLIN, 0};
	if (watchParent) p[n++] = {STDIN_FILENO, POLLIN, 0};
	const timespec time{static_cast<time_t>(us / 1000000), static_cast<long>(us % 1000000) * 1000};
	const uint64_t queued = noteArrivals ? arrivals::queuedUs() : 0;
	if (ppoll(p, n, &time, nullptr) <= 0) return;
	if (line >= 0 && p[own >= 0 ? 1 : 0].revents != 0) arrivals::came(arrivals::queuedUs() - queued);
	char buffer[4096];
	if (watchParent && p[n - 1].revents != 0 && read(STDIN_FILENO, buffer, sizeof buffer) <= 0) terminal->stopping = true;
	if (own < 0 || p[0].revents == 0) return;
	if (client < 0) {
		client = accept(listener, nullptr, nullptr);
		return;
	}
	const ssize_t got = recv(client, buffer, sizeof buffer, 0);
	if (got <= 0) {
		close(client);
		client = -1;
		received.clear();
		return;
	}
	received.append(buffer, static_cast<size_t>(got));
	for (size_t end; (end = received.find('\n')) != std::string::npos;) {
		const std::string line = answerControl(received.substr(0, end)) + "\n";
		received.erase(0, end + 1);
		if (send(client, line.data(), line.size(), MSG_NOSIGNAL) < 0) break;
	}
}
