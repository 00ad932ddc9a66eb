/** The first byte of a number, ticket or text: below `smallest` it is the value itself, or the length. */
export const smallest = 0xf8;
export const text16 = 0xf9;
export const word64 = 0xfa;
export const int32 = 0xfb;
export const float64 = 0xfc;
export const absent = 0xfe;
export const nothing = 0xff;
