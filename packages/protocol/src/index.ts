export { ByteReader, ByteWriter, WireError, type WireFault } from './bytes.ts';
export { type Codec, createCodec } from './codec.ts';
export { entryVersion, headerBytes, maxFrameBytes, orderEntryVersion, protocolVersion } from './format.ts';
export { FrameReader } from './frames.ts';
export { type EntryProtocol, entryProtocol } from './schema/entry.ts';
export { wireEnums } from './schema/enums.ts';
export { type OrderEntryProtocol, orderEntryProtocol } from './schema/order-entry.ts';
export { type TerminalProtocol, terminalProtocol } from './schema/terminal.ts';
export type { AnyMessage, FieldType, Message, MessageSchema, ProtocolSchema, RecordSchema, ScalarType } from './schema/types.ts';
