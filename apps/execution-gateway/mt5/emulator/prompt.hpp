// In life a terminal is a machine of its own: what it waits here for a processor, or for a timer that the system lets run late, is nobody's trait.
#pragma once

// Timers of this thread end when they are due, not up to 50 us later; and when it wakes it does not wait until another program's time slice is over (Linux 6.12 and later).
void wakePromptly();
