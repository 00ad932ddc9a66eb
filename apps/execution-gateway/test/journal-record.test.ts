import type { EngineInput, EngineOutput } from '@meridian/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeRecord, type JournalRecord, parsePayload, StoredRecord } from '../src/journal/record.ts';
import { RecordMalformed } from '../src/journal/schema/reader.ts';
import { recordFormat } from '../src/journal/schema/schema.ts';
import { type FieldType, type Format, fieldShape, type Struct, type Union } from '../src/journal/schema/types.ts';

const format: Format = recordFormat;
const number = fc.oneof(
	fc.nat(300),
	fc.integer(),
	fc.maxSafeInteger(),
	fc.double().filter((value) => !Object.is(value, -0)),
);
const text = fc.oneof(fc.string(), fc.string({ unit: 'binary', maxLength: 400 }));
const ticket = fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.bigInt());

/** Anything that the schema allows. */
function ofField(type: FieldType): fc.Arbitrary<unknown> {
	const { name, mayBeNull, mayBeAbsent, isList } = fieldShape(type);
	let value: fc.Arbitrary<unknown>;
	if (name === 'number') value = number;
	else if (name === 'ticket') value = ticket;
	else if (name === 'text') value = text;
	else if (name === 'boolean') value = fc.boolean();
	else if (name === 'json') value = fc.record({ login: fc.bigInt(), name: text, deep: fc.array(fc.record({ n: fc.integer() })) });
	else if (format.words[name] !== undefined) value = fc.constantFrom(...format.words[name]);
	else if (format.unions[name] !== undefined) value = ofUnion(format.unions[name]);
	else value = ofStruct(format.structs[name] ?? {});
	if (isList) value = fc.array(value, { maxLength: 5 });
	return fc.oneof(value, ...(mayBeNull ? [fc.constant(null)] : []), ...(mayBeAbsent ? [fc.constant(undefined)] : []));
}

const ofStruct = (fields: Struct): fc.Arbitrary<Record<string, unknown>> =>
	fc.record(Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, ofField(type)])));

const ofUnion = ({ by, variants }: Union): fc.Arbitrary<Record<string, unknown>> =>
	fc.oneof(
		...Object.entries(variants).map(([variant, fields]) => {
			const told = Object.fromEntries(variant.split('.').map((value, i) => [by[i], value]));
			return ofStruct(fields).map((values) => ({ ...told, ...values }));
		}),
	);

const anyRecord = fc.record({
	seq: fc.nat(),
	atMs: number,
	input: ofUnion(recordFormat.unions.EngineInput),
	outputs: fc.array(ofUnion(recordFormat.unions.EngineOutput), { maxLength: 4 }),
}) as unknown as fc.Arbitrary<JournalRecord>;
const payloadOf = (record: JournalRecord): Buffer => encodeRecord(record).subarray(12);

describe('a journal record', () => {
	test('comes back as it was, whatever input and outputs it holds', () => {
		fc.assert(
			fc.property(anyRecord, (record) => {
				expect(parsePayload(payloadOf(record))).toEqual(record);
			}),
			{ numRuns: 2_000 },
		);
	});

	test('knows what it caused to the byte, and nothing else', () => {
		fc.assert(
			fc.property(anyRecord, anyRecord, (record, other) => {
				const stored = new StoredRecord(payloadOf(record));
				expect(stored.caused(record.outputs)).toBe(true);
				expect(stored.caused(stored.outputs)).toBe(true);
				expect(stored.caused([...record.outputs, { kind: 'tenant', tenantId: 1, halted: true, configVersion: 1 }])).toBe(false);
				expect(stored.caused(other.outputs)).toBe(encodeRecord({ ...record, outputs: other.outputs }).equals(encodeRecord(record)));
			}),
		);
	});

	test('holds a picture once that it gives both as an answer and as news', () => {
		const order = fc.sample(ofStruct(recordFormat.structs.OrderView), 1)[0] as unknown as Extract<EngineOutput, { kind: 'order' }>['order'];
		const outputs = (answered: typeof order): EngineOutput[] => [
			{ kind: 'reply', reply: { outcome: 'order', order: answered, accountSeq: 1, duplicate: false } },
			{ kind: 'order', accountSeq: 1, order },
		];
		const input: EngineInput = { kind: 'timer' };
		const once = encodeRecord({ seq: 1, atMs: 1, input, outputs: outputs(order) });
		const twice = encodeRecord({ seq: 1, atMs: 1, input, outputs: outputs({ ...order }) });
		expect(once.length).toBeLessThan(twice.length - 50);
		expect(parsePayload(once.subarray(12))).toEqual(parsePayload(twice.subarray(12)));
	});

	test('with bytes missing, too many or unknown is malformed, and says where', () => {
		const payload = payloadOf({
			seq: 1,
			atMs: 1,
			input: { kind: 'epoch', epoch: 7 },
			outputs: [{ kind: 'tenant', tenantId: 1, halted: true, configVersion: 1 }],
		});
		for (let length = 2; length < payload.length; length++)
			expect(() => parsePayload(payload.subarray(0, length))).toThrow(RecordMalformed);
		expect(() => parsePayload(Buffer.concat([payload, Buffer.from([0])]))).toThrow(/1 bytes too many at byte \d+ of a record/);
		expect(() => parsePayload(Buffer.concat([payload.subarray(0, 4), Buffer.from([200])]))).toThrow(/unknown EngineInput/);
	});

	test('is not made of a value that its format has no word for', () => {
		const input = {
			kind: 'cancelAll',
			tenantId: 1,
			accountId: 1,
			instrumentId: null,
			side: 'HOLD',
			envelope: {},
		} as unknown as EngineInput;
		expect(() => encodeRecord({ seq: 1, atMs: 1, input, outputs: [] })).toThrow(/HOLD can't be journalled/);
	});
});
