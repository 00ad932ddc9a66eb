export { ByteReader, ByteWriter, WireError, type WireFault } from './bytes.ts';
export { type Codec, createCodec } from './codec.ts';
export { entryVersion, headerBytes, maxFrameBytes, protocolVersion } from './format.ts';
export { FrameReader } from './frames.ts';
export { type EntryProtocol, entryProtocol } from './schema/entry.ts';
export { wireEnums } from './schema/enums.ts';
export { type ReplicaProtocol, replicaProtocol } from './schema/replica.ts';
export { type TerminalProtocol, terminalProtocol } from './schema/terminal.ts';
export type { AnyMessage, FieldType, Message, MessageSchema, ProtocolSchema, RecordSchema, ScalarType } from './schema/types.ts';
