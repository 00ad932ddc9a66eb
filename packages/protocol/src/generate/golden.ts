import { createCodec } from '../codec.ts';
import type { FieldType, Message, ProtocolSchema, ScalarType } from '../schema/types.ts';

/** A value per type that is telling in a hex dump: byte order, sign, size and UTF-8 all show. */
const samples = {
	u8: 0x12,
	u16: 0x1234,
	u32: 0x1234_5678,
	u64: 0x1234_5678_9abc_def0n,
	int: -1_234_567_890_123,
	optInt: 1_234_567,
	f64: 1.38935,
	bool: true,
	str: 'EURUSD é',
	text: '{"é":1}',
	bytes: new Uint8Array([0, 1, 0xfe, 0xff]),
} as const satisfies Record<ScalarType, unknown>;

function sample(type: FieldType): unknown {
	if (typeof type === 'string') return samples[type];
	const row = Object.fromEntries(Object.entries(type.list).map(([name, scalar]) => [name, samples[scalar]]));
	return [row, row];
}

/** The sample body of a message: golden vectors and tests are made from it. */
export function sampleBody<P extends ProtocolSchema, Name extends keyof P & string>(protocol: P, name: Name): Message<P, Name> {
	const fields = protocol[name]?.fields ?? {};
	return Object.fromEntries(Object.entries(fields).map(([field, type]) => [field, sample(type)])) as Message<P, Name>;
}

const readable = (_key: string, value: unknown): unknown => {
	if (typeof value === 'bigint') return { u64: value.toString() };
	return value instanceof Uint8Array ? { hex: Buffer.from(value).toString('hex') } : value;
};

/** One JSON text per protocol: each message's body and its frame as hex, sequence 7. */
export function goldenVectors(protocol: ProtocolSchema): string {
	const codec = createCodec(protocol);
	const vectors = Object.keys(protocol).map((name) => {
		const body = sampleBody(protocol, name);
		return { name, seq: 7, body, frame: Buffer.from(codec.encode(name, 7, body)).toString('hex') };
	});
	return `${JSON.stringify(vectors, readable, 2)}\n`;
}
