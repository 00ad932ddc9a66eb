/** Bytes before the fields: u32 length of the rest, u8 message id, u32 sequence of the sender (it wraps). */
export const headerBytes = 9;
/** Of the terminal protocol, whose other side is installed at brokers. */
export const protocolVersion = 1;
/** Of the order entry protocol. 2: session ids have 53 bits. */
export const entryVersion = 2;
/** The most that a frame's length may say. */
export const maxFrameBytes = 1024 * 1024;
