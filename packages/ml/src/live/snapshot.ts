import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { FeatureSetDefinition } from '../features/definition.ts';

/** A stream's engine as it stood after an entry of the live ticks. */
export type LiveSnapshot = {
	/** Of the last entry that it took. */
	readonly sequence: number;
	/** Every feature has had a value. */
	readonly isWarm: boolean;
	readonly numbers: Float64Array;
};

const head = z.strictObject({ definition: z.string(), sequence: z.number(), isWarm: z.boolean(), numbers: z.int().min(0) });

/** Of what is computed: a name and version alone would let another definition go on with foreign numbers. */
export const hashOfDefinition = (definition: FeatureSetDefinition): string =>
	createHash('sha256').update(JSON.stringify(definition)).digest('hex');

/** A line of JSON, then the numbers. */
export function encodeSnapshot(definition: FeatureSetDefinition, { sequence, isWarm, numbers }: LiveSnapshot): Buffer {
	const line = JSON.stringify({ definition: hashOfDefinition(definition), sequence, isWarm, numbers: numbers.length } satisfies z.input<
		typeof head
	>);
	return Buffer.concat([Buffer.from(`${line}\n`), new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)]);
}

/** Undefined for bytes that are none of ours, are cut off, or are of another definition: the stream then begins anew. */
export function decodeSnapshot(definition: FeatureSetDefinition, bytes: Buffer): LiveSnapshot | undefined {
	const end = bytes.indexOf(0x0a);
	if (end < 0) return undefined;
	const parsed = head.safeParse(parseJson(bytes.subarray(0, end).toString()));
	if (!parsed.success || parsed.data.definition !== hashOfDefinition(definition)) return undefined;
	const body = Uint8Array.from(bytes.subarray(end + 1));
	if (body.length !== parsed.data.numbers * 8) return undefined;
	const { sequence, isWarm } = parsed.data;
	return { sequence, isWarm, numbers: new Float64Array(body.buffer) };
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
