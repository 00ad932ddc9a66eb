import fc from 'fast-check';
import type { FieldType, ProtocolSchema, ScalarType } from '../src/index.ts';

const safeInt = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
const scalars: Readonly<Record<ScalarType, fc.Arbitrary<unknown>>> = {
	u8: fc.integer({ min: 0, max: 0xff }),
	u16: fc.integer({ min: 0, max: 0xffff }),
	u32: fc.integer({ min: 0, max: 0xffff_ffff }),
	u64: fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }),
	int: safeInt,
	optInt: fc.option(safeInt),
	f64: fc.double({ noNaN: true }),
	bool: fc.boolean(),
	str: fc.string({ unit: 'grapheme', maxLength: 40 }),
	text: fc.string({ unit: 'grapheme', maxLength: 40 }),
	bytes: fc.uint8Array({ maxLength: 40 }),
};

function field(type: FieldType): fc.Arbitrary<unknown> {
	return typeof type === 'string' ? scalars[type] : fc.array(record(type.list), { maxLength: 5 });
}
function record(fields: Readonly<Record<string, FieldType>>): fc.Arbitrary<Record<string, unknown>> {
	return fc.record(Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, field(type)])), { noNullPrototype: true });
}

/** Any message of a protocol with any values that its types allow. */
export function anyMessage(protocol: ProtocolSchema): fc.Arbitrary<{ name: string; seq: number; body: Record<string, unknown> }> {
	return fc.oneof(
		...Object.entries(protocol).map(([name, { fields }]) =>
			fc.record({ name: fc.constant(name), seq: scalars.u32 as fc.Arbitrary<number>, body: record(fields) }),
		),
	);
}
