/** Bytes before the fields: u32 length of the rest, u8 message id, u32 sequence of the sender (it wraps). */
export const headerBytes = 9;
export const protocolVersion = 1;
/** The most that a frame's length may say. */
export const maxFrameBytes = 1024 * 1024;
