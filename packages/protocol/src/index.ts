export { ByteReader, ByteWriter, WireError } from './bytes.ts';
export { type Codec, createCodec, headerBytes, protocolVersion } from './codec.ts';
export { FrameReader, maxFrameBytes } from './frames.ts';
export { type EntryProtocol, entryProtocol } from './schema/entry.ts';
export { wireEnums } from './schema/enums.ts';
export { type TerminalProtocol, terminalProtocol } from './schema/terminal.ts';
export type { AnyMessage, FieldType, Message, MessageSchema, ProtocolSchema, RecordSchema, ScalarType } from './schema/types.ts';
