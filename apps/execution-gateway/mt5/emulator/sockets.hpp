// What a test may do to the EA's sockets.
#pragma once

// The sockets that are open now go half-open: what is written vanishes, nothing comes, and nobody says so.
void deafenSockets();
