#include "prompt.hpp"

#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

void wakePromptly(bool shortSlices) {
	prctl(PR_SET_TIMERSLACK, 1000UL); // ns
	if (!shortSlices) return;
	// As the system has it: glibc before 2.41 does not.
	struct {
		uint32_t size, policy;
		uint64_t flags;
		int32_t nice;
		uint32_t priority;
		uint64_t sliceNs, deadline, period;
	} attributes{};
	if (syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0) != 0 || attributes.policy != 0) return;
	attributes.size = sizeof attributes;
	attributes.sliceNs = 200000;
	syscall(SYS_sched_setattr, 0, &attributes, 0); // where it is refused, the usual ones are as good
}
#else
void wakePromptly(bool) {}
#endif
