#include "poller.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>

#include "clock.hpp"
#include "os_error.hpp"

namespace {

constexpr int32_t wake_id = 0;
constexpr int backlog = 511;
constexpr int max_events = 256;

void watch(int epoll, int operation, int descriptor, uint32_t events, int32_t id) {
    epoll_event event{};
    event.events = events;
    event.data.u64 = static_cast<uint32_t>(id);
    if (::epoll_ctl(epoll, operation, descriptor, &event) != 0) throw_errno("epoll_ctl");
}

bool is_for_later(int number) { return number == EAGAIN || number == EWOULDBLOCK || number == EINTR; }

}  // namespace

Poller::Poller() {
    epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
    if (epoll_ < 0) throw_errno("epoll_create1");
    wake_ = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (wake_ < 0) {
        const int number = errno;
        ::close(epoll_);
        throw OsError("eventfd", number);
    }
    watch(epoll_, EPOLL_CTL_ADD, wake_, EPOLLIN, wake_id);
}

Poller::~Poller() { close_all(); }

void Poller::close_all() {
    for (const auto& [id, line] : lines_) ::close(line.descriptor);
    lines_.clear();
    for (int* descriptor : {&wake_, &epoll_}) {
        if (*descriptor >= 0) ::close(*descriptor);
        *descriptor = -1;
    }
}

Poller::Line& Poller::line(int32_t id) {
    const auto found = lines_.find(id);
    if (found == lines_.end()) throw std::out_of_range("no such connection: " + std::to_string(id));
    return found->second;
}

int32_t Poller::add(int descriptor, bool is_listener) {
    const int32_t id = ++last_id_;
    try {
        watch(epoll_, EPOLL_CTL_ADD, descriptor, EPOLLIN, id);
        lines_.emplace(id, Line{descriptor, is_listener, false});
    } catch (...) {
        ::close(descriptor);
        throw;
    }
    return id;
}

Poller::Listening Poller::listen(const std::string& host, uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    if (::inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) throw std::runtime_error(host + " is not an IPv4 address");
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) throw_errno("socket");
    const int on = 1;
    ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    socklen_t length = sizeof address;
    if (::bind(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || ::listen(descriptor, backlog) != 0 ||
        ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
        const int number = errno;
        ::close(descriptor);
        throw OsError("could not listen on " + host + ":" + std::to_string(port), number);
    }
    return {add(descriptor, true), ntohs(address.sin_port)};
}

int32_t Poller::accept(int32_t listener) {
    const int descriptor = ::accept4(line(listener).descriptor, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0) {
        // A client that went away again before it was taken is as good as none.
        if (is_for_later(errno) || errno == ECONNABORTED) return -1;
        throw_errno("accept");
    }
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return add(descriptor, false);
}

int64_t Poller::read(int32_t id, uint8_t* into, size_t length) {
    if (length == 0) return 0;
    const ssize_t got = ::recv(line(id).descriptor, into, length, 0);
    if (got > 0) return got;
    return got < 0 && is_for_later(errno) ? 0 : gone;
}

int64_t Poller::write(int32_t id, const uint8_t* bytes, size_t length) {
    if (length == 0) return 0;
    const ssize_t given = ::send(line(id).descriptor, bytes, length, MSG_NOSIGNAL);
    if (given >= 0) return given;
    return is_for_later(errno) ? 0 : gone;
}

void Poller::watch_room(int32_t id, bool on) {
    Line& found = line(id);
    if (found.watches_room == on) return;
    watch(epoll_, EPOLL_CTL_MOD, found.descriptor, on ? EPOLLIN | EPOLLOUT : EPOLLIN, id);
    found.watches_room = on;
}

void Poller::close(int32_t id) {
    const auto found = lines_.find(id);
    if (found == lines_.end()) return;
    ::close(found->second.descriptor);  // which takes it out of epoll as well
    lines_.erase(found);
}

int Poller::detach(int32_t id) {
    const int descriptor = line(id).descriptor;
    if (::epoll_ctl(epoll_, EPOLL_CTL_DEL, descriptor, nullptr) != 0) throw_errno("epoll_ctl");
    lines_.erase(id);
    return descriptor;
}

int32_t Poller::adopt(int descriptor) { return add(descriptor, false); }

int Poller::wait(int timeout_ms) {
    std::array<epoll_event, max_events> events;
    const int count = ::epoll_wait(epoll_, events.data(), max_events, timeout_ms);
    if (count < 0) {
        if (errno == EINTR) return 0;
        throw_errno("epoll_wait");
    }
    for (int i = 0; i < count; i++) {
        const auto id = static_cast<int32_t>(events[static_cast<size_t>(i)].data.u64);
        const uint32_t what = events[static_cast<size_t>(i)].events;
        if (id == wake_id) {
            uint64_t wakes = 0;
            if (::read(wake_, &wakes, sizeof wakes) < 0 && !is_for_later(errno)) throw_errno("eventfd");
            continue;
        }
        // A broken line is readable: read() then says that it has ended.
        const int32_t mask = ((what & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0 ? readable : 0) | ((what & EPOLLOUT) != 0 ? writable : 0);
        ready_.push_back({id, mask});
    }
    return count;
}

const std::vector<Poller::Event>& Poller::poll(int32_t timeout_ms, int32_t spin_us) {
    if (epoll_ < 0) throw std::runtime_error("the poller is closed");
    ready_.clear();
    const int64_t spin_until_ns = spin_us > 0 ? monotonic_ns() + static_cast<int64_t>(spin_us) * 1000 : 0;
    do {
        if (wait(0) > 0) return ready_;
    } while (spin_until_ns != 0 && monotonic_ns() < spin_until_ns);
    const int32_t timeout = std::clamp(timeout_ms, 0, max_wait_ms);
    if (timeout > 0) wait(timeout);
    return ready_;
}

void wake_poller(int wake_descriptor) {
    const uint64_t one = 1;
    if (::write(wake_descriptor, &one, sizeof one) < 0 && !is_for_later(errno)) throw_errno("eventfd");
}
