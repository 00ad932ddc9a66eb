import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { generateDocs } from '../src/generate/docs.ts';
import { goldenVectors } from '../src/generate/golden.ts';
import { generateMqh } from '../src/generate/mqh.ts';
import { createCodec, entryProtocol, orderEntryProtocol, type ProtocolSchema, replicaProtocol, terminalProtocol } from '../src/index.ts';

const root = join(import.meta.dirname, '../../..');
const text = (path: string): string => readFileSync(join(root, path), 'utf8');
type Vector = { readonly name: string; readonly seq: number; readonly body: Record<string, unknown>; readonly frame: string };

const revive = (_key: string, value: unknown): unknown => {
	if (typeof value !== 'object' || value === null) return value;
	if ('u64' in value) return BigInt(String(value.u64));
	return 'hex' in value ? new Uint8Array(Buffer.from(String(value.hex), 'hex')) : value;
};
const vectorsOf = (name: string): Vector[] => JSON.parse(text(`packages/protocol/golden/${name}.json`), revive) as Vector[];

/** Bytes already spoken by terminals in the field: a change here needs a new protocol version. */
describe.each<[string, ProtocolSchema]>([
	['terminal', terminalProtocol],
	['entry', entryProtocol],
	['order-entry', orderEntryProtocol],
	['replica', replicaProtocol],
])('golden vectors of the %s protocol', (name, protocol) => {
	const codec = createCodec(protocol);

	test('there is one per message', () => {
		expect(vectorsOf(name).map((vector) => vector.name)).toEqual(Object.keys(protocol));
	});

	test.each(vectorsOf(name))('$name encodes and decodes to the committed bytes', ({ name: message, seq, body, frame }) => {
		expect(Buffer.from(codec.encode(message, seq, body as never)).toString('hex')).toBe(frame);
		expect(codec.decode(new Uint8Array(Buffer.from(frame, 'hex')))).toEqual({ name: message, seq, body });
	});

	test('the sample bodies are the committed ones', () => {
		expect(JSON.parse(goldenVectors(protocol), revive)).toEqual(vectorsOf(name));
	});
});

describe('generated files', () => {
	test('the MQL5 header is up to date', () => {
		expect(text('apps/execution-gateway/mt5/include/Protocol.mqh')).toBe(generateMqh());
	});
	test('docs/protocol.md is up to date', () => {
		expect(text('docs/protocol.md')).toBe(generateDocs());
	});
	test('the header holds nothing but defines of whole numbers', () => {
		for (const line of generateMqh().trimEnd().split('\n'))
			expect(line).toMatch(/^(\/\/ .*|#ifndef MERIDIAN_PROTOCOL_MQH|#define MERIDIAN_PROTOCOL_MQH|#define [A-Z][A-Z0-9_]* \d+|#endif)$/);
	});
});
