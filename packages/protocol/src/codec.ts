import { ByteReader, ByteWriter, WireError } from './bytes.ts';
import { maxFrameBytes } from './format.ts';
import type { AnyMessage, FieldType, Message, ProtocolSchema, ScalarType } from './schema/types.ts';

export type Codec<P extends ProtocolSchema> = {
	/** One whole frame. @throws WireError where a value does not fit its wire type. */
	encode<Name extends keyof P & string>(name: Name, seq: number, body: Message<P, Name>): Uint8Array;
	/** @param frame one whole frame, as FrameReader gives it. @throws WireError on an unknown id, truncated or left-over bytes. */
	decode(frame: Uint8Array): AnyMessage<P>;
};

type Write = (writer: ByteWriter, value: unknown) => void;
type Read = (reader: ByteReader) => unknown;

const scalars: Readonly<Record<ScalarType, { readonly write: Write; readonly read: Read }>> = {
	u8: { write: (w, v) => w.uint(number(v), 1), read: (r) => r.uint(1) },
	u16: { write: (w, v) => w.uint(number(v), 2), read: (r) => r.uint(2) },
	u32: { write: (w, v) => w.uint(number(v), 4), read: (r) => r.uint(4) },
	u64: { write: (w, v) => w.u64(bigint(v)), read: (r) => r.u64() },
	int: { write: (w, v) => w.int(number(v)), read: (r) => r.int() },
	optInt: {
		write: (w, v) => {
			w.uint(v === null ? 0 : 1, 1);
			w.int(v === null ? 0 : number(v));
		},
		read: (r) => {
			const present = r.bool();
			const value = r.int();
			return present ? value : null;
		},
	},
	f64: { write: (w, v) => w.f64(number(v)), read: (r) => r.f64() },
	bool: { write: (w, v) => w.uint(typeof v === 'boolean' ? Number(v) : wrong('a boolean', v), 1), read: (r) => r.bool() },
	str: { write: (w, v) => w.str(typeof v === 'string' ? v : wrong('a string', v)), read: (r) => r.str() },
	text: { write: (w, v) => w.text(typeof v === 'string' ? v : wrong('a string', v)), read: (r) => r.text() },
	bytes: { write: (w, v) => w.bytes(v instanceof Uint8Array ? v : wrong('bytes', v)), read: (r) => r.bytes() },
};

function number(value: unknown): number {
	return typeof value === 'number' ? value : wrong('a number', value);
}
function bigint(value: unknown): bigint {
	return typeof value === 'bigint' ? value : wrong('a bigint', value);
}
function wrong(expected: string, value: unknown): never {
	throw new WireError('UNENCODABLE', `expected ${expected}, got ${typeof value}`);
}

type Coder = { readonly name: string; readonly id: number; readonly write: Write; readonly read: Read };

function record(fields: Readonly<Record<string, FieldType>>): { write: Write; read: Read } {
	const parts = Object.entries(fields).map(([name, type]) => ({ name, ...field(type) }));
	return {
		read: compiled(parts),
		write(writer, value) {
			const values = value as Readonly<Record<string, unknown>>;
			let name = '';
			try {
				for (const part of parts) {
					name = part.name;
					part.write(writer, values[name]);
				}
			} catch (error) {
				throw error instanceof WireError ? new WireError(error.fault, `${name}: ${error.message}`) : error;
			}
		},
	};
}

/**
 * A function of its own for each record, as if it were written by hand: `({ "a": read0(reader), "b": read1(reader) })`. One function for all of them knows
 * neither which fields come nor what reads them, and takes two to three times as long for a frame. The text has nothing but names of the schemas, as JSON.
 */
function compiled(parts: readonly { readonly name: string; readonly read: Read }[]): Read {
	const fields = parts.map(({ name }, i) => `${JSON.stringify(name)}: read${i}(reader)`);
	const make = new Function(...parts.map((_, i) => `read${i}`), `return (reader) => ({ ${fields.join(', ')} });`);
	return make(...parts.map(({ read }) => read)) as Read;
}

function field(type: FieldType): { write: Write; read: Read } {
	if (typeof type === 'string') return scalars[type];
	const row = record(type.list);
	return {
		write(writer, value) {
			if (!Array.isArray(value)) wrong('a list', value);
			writer.uint(value.length, 2);
			for (const item of value) row.write(writer, item);
		},
		read: (reader) => Array.from({ length: reader.uint(2) }, () => row.read(reader)),
	};
}

/** Encoder and decoder of a protocol, compiled once from its schema. */
export function createCodec<P extends ProtocolSchema>(protocol: P): Codec<P> {
	const byName = new Map<string, Coder>();
	const byId = new Map<number, Coder>();
	for (const [name, schema] of Object.entries(protocol)) {
		const coder = { name, id: schema.id, ...record(schema.fields) };
		byName.set(name, coder);
		byId.set(schema.id, coder);
	}
	const writer = new ByteWriter();
	return {
		encode(name, seq, body) {
			const coder = byName.get(name);
			if (!coder) throw new WireError('UNENCODABLE', `no message ${name}`);
			writer.reset();
			writer.uint(0, 4);
			writer.uint(coder.id, 1);
			writer.uint(seq >>> 0, 4);
			try {
				coder.write(writer, body);
			} catch (error) {
				throw error instanceof WireError ? new WireError(error.fault, `${name}.${error.message}`) : error;
			}
			const frame = writer.frame();
			if (frame.length - 4 > maxFrameBytes)
				throw new WireError('UNENCODABLE', `${name}: ${frame.length} bytes are more than a frame may have`);
			return frame;
		},
		decode(frame) {
			const reader = new ByteReader(frame);
			const length = reader.uint(4);
			if (length !== frame.length - 4)
				throw new WireError(length > frame.length - 4 ? 'TRUNCATED' : 'MALFORMED', `frame says ${length} bytes, has ${frame.length - 4}`);
			const coder = byId.get(reader.uint(1));
			if (!coder) throw new WireError('MALFORMED', `unknown message id ${frame[4]}`);
			const seq = reader.uint(4);
			const body = coder.read(reader);
			if (reader.left > 0) throw new WireError('MALFORMED', `${coder.name}: ${reader.left} bytes too many`);
			return { name: coder.name, seq, body } as AnyMessage<P>;
		},
	};
}
