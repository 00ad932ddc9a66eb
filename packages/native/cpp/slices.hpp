#pragma once

#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

/** What Linux takes. */
constexpr uint64_t min_slice_us = 100;
constexpr uint64_t max_slice_us = 100'000;

/**
 * Asks the system for time slices of this length for the calling thread. It gets no more of a processor than before, but when it wakes it need not wait
 * until another one's longer slice is over. Linux 6.12 and later; needs no privilege. Threads that it starts have the usual slices.
 */
inline bool ask_for_slices_of(uint64_t ns) {
    // glibc before 2.41 has neither the call nor its argument.
    struct {
        uint32_t size, policy;
        uint64_t flags;
        int32_t nice;
        uint32_t priority;
        uint64_t runtime, deadline, period;
    } attributes{};
    constexpr uint64_t reset_on_fork = 1;
    if (::syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0) != 0) return false;
    // Of a real-time policy it would be another thing.
    if (attributes.policy != 0) return false;
    attributes.size = sizeof attributes;
    attributes.flags |= reset_on_fork;
    attributes.runtime = ns;
    if (::syscall(SYS_sched_setattr, 0, &attributes, 0) != 0) return false;
    // Older systems take it and forget it.
    return ::syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0) == 0 && attributes.runtime == ns;
}
