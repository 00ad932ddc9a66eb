/** Bytes before the fields: u32 length of the rest, u8 message id, u32 sequence of the sender (it wraps). */
export const headerBytes = 9;
/**
 * Of the terminal protocol, whose other side is installed at brokers. 2: a close-by names the other position, a stop-limit has two prices.
 * 3: a MAC on each frame off loopback, state hashes, market depth, the dead-man's switch, cancelled deals, what margin, stop-out and swap depend on.
 * 4: answers name the epoch of their command. 5: clocks are compared by pings, and deals say when they were seen.
 */
export const protocolVersion = 6;
/** The magic of what a terminal's dead-man's switch sends: below every order id. */
export const deadmanMagic = 57_005;
/** Bytes at the end of a frame where frames carry a MAC. */
export const frameMacBytes = 16;
/** Of the trusted entry protocol. 2: session ids have 53 bits. 3: orders have an expiry and the other position of a close-by. 4: a line is of one shard. 5: every type and flag, groups, stops of positions. 6: desks, accounts and strategies are halted by themselves. */
export const entryVersion = 6;
/** Of direct order entry, whose other side is an institution's. 2: amends, close-bys, and every type, flag and time in force. */
export const orderEntryVersion = 2;
/** The most that a frame's length may say. */
export const maxFrameBytes = 1024 * 1024;
