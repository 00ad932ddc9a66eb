#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

/** Many TCP sockets on one thread, by epoll, level-triggered: what is not read is told again. */
class Poller {
public:
    struct Event {
        int32_t id;
        int32_t what;
    };
    static constexpr int32_t readable = 1;
    static constexpr int32_t writable = 2;
    static constexpr int32_t max_wait_ms = 50;
    /** What read and write answer for a line that has ended. */
    static constexpr int64_t gone = -1;

    Poller();
    ~Poller();
    Poller(const Poller&) = delete;
    Poller& operator=(const Poller&) = delete;

    struct Listening {
        int32_t id;
        uint16_t port;
    };
    Listening listen(const std::string& host, uint16_t port);
    /** The id of a connection, or -1 where none waits. */
    int32_t accept(int32_t listener);
    /** Bytes taken; 0: nothing is there now. */
    int64_t read(int32_t id, uint8_t* into, size_t length);
    /** Bytes given to the system; less than asked: its buffer is full, watch for room. */
    int64_t write(int32_t id, const uint8_t* bytes, size_t length);
    void watch_room(int32_t id, bool on);
    void close(int32_t id);
    /** Gives a connection away, open as it is: its descriptor is the caller's from now on. */
    int detach(int32_t id);
    /** Takes a connection that another poller gave away. */
    int32_t adopt(int descriptor);
    /** Looks without sleeping for spin_us first, then sleeps; never longer than max_wait_ms, so that the thread can be stopped. */
    const std::vector<Event>& poll(int32_t timeout_ms, int32_t spin_us);
    /** What another thread writes to, to end a wait. */
    int wake_descriptor() const { return wake_; }
    void close_all();

private:
    struct Line {
        int descriptor;
        bool is_listener;
        bool watches_room;
    };
    Line& line(int32_t id);
    int32_t add(int descriptor, bool is_listener);
    int wait(int timeout_ms);

    int epoll_ = -1;
    int wake_ = -1;
    int32_t last_id_ = 0;
    std::unordered_map<int32_t, Line> lines_;
    std::vector<Event> ready_;
};

void wake_poller(int wake_descriptor);
