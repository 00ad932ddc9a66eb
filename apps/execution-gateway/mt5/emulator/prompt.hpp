// In life a terminal is a machine of its own: what it waits here for a processor, or for a timer that the system lets run late, is no trait of it.
#pragma once

// Timers of this thread end when they are due, not up to 50 us later. With short slices it does not wait, when it wakes, until another program's time slice is
// over (Linux 6.12 and later; elsewhere they change nothing).
void wakePromptly(bool shortSlices);
