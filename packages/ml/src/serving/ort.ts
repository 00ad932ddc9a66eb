import { createRequire } from 'node:module';
import type { Tensor } from 'onnxruntime-node';
import { rowsIn, type Scorer } from './scorer.ts';

/**
 * onnxruntime-node's own call. Its public `run` is no more asynchronous than this one: it blocks its thread too, one turn of the event loop later, and
 * costs twice as much at p99. The package is pinned to the version whose inner door this is; a test holds it to that.
 */
type Session = {
	loadModel(model: ArrayBufferLike, byteOffset: number, byteLength: number, options: object): void;
	readonly inputMetadata: readonly Metadata[];
	readonly outputMetadata: readonly Metadata[];
	run(inputs: Record<string, Tensor>, outputs: Record<string, null>, options: object): Record<string, Tensor>;
	dispose(): void;
};
type Metadata = {
	readonly name: string;
	readonly isTensor: boolean;
	readonly type?: number;
	readonly shape?: readonly (number | string)[];
};
type Binding = { readonly binding: { readonly InferenceSession: new () => Session }; initOrt(): void };
type Ort = { readonly Session: new () => Session; readonly Tensor: typeof Tensor };

const isBinding = (value: unknown): value is Binding =>
	typeof value === 'object' && value !== null && 'binding' in value && 'initOrt' in value && typeof value.initOrt === 'function';

let loaded: Ort | undefined;

/** @throws Error where this platform has no binary: the caller may score with what packages/ml trains itself. */
function ort(): Ort {
	if (loaded !== undefined) return loaded;
	const require = createRequire(import.meta.url);
	const inner: unknown = require('onnxruntime-node/dist/binding.js');
	if (!isBinding(inner)) throw new Error('onnxruntime-node is not of the version that packages/ml was made for');
	inner.initOrt();
	const { Tensor: tensor }: { Tensor: typeof Tensor } = require('onnxruntime-common');
	loaded = { Session: inner.binding.InferenceSession, Tensor: tensor };
	return loaded;
}

const float = 1;
/** Element types of onnx.proto that a number can be made of. */
const numeric = new Set([float, 2, 3, 4, 5, 6, 7, 9, 11, 12, 13]);

/**
 * Loads a model of one float input [batch, width] and takes its last float output, else its last numeric one (a label). A model of a fixed batch is given as many
 * rows at a time, the last ones filled up with zeros.
 *
 * @throws Error in onnxruntime's words where it can't be loaded; RangeError where its inputs or outputs are not of that form.
 */
export function ortScorer(model: Uint8Array): Scorer {
	const { Session, Tensor } = ort();
	const session = new Session();
	const options = { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential', logSeverityLevel: 4 };
	session.loadModel(model.buffer, model.byteOffset, model.byteLength, options);
	try {
		const { input, shape, width, output } = formOf(session);
		const [batch = -1] = shape;
		const run = (rows: Float32Array, count: number): Float32Array => {
			const dims = shape.map((size, i) => (i === 0 ? count : size));
			const answer = session.run({ [input]: new Tensor('float32', rows, dims) }, { [output]: null }, {})[output];
			if (answer === undefined || Array.isArray(answer.data)) throw new RangeError('the model did not answer numbers');
			return answer.data instanceof Float32Array ? answer.data : Float32Array.from(answer.data, Number);
		};
		const trial = Math.max(1, batch);
		const outputs = run(new Float32Array(trial * width), trial).length / trial;
		if (!Number.isInteger(outputs) || outputs < 1) throw new RangeError('the model does not answer as many numbers for every row');
		return {
			width,
			outputs,
			predict(rows) {
				const count = rowsIn(rows, width);
				return batch < 1 ? run(rows, count) : inBatches({ rows, count, batch, width, outputs, run });
			},
			close: () => session.dispose(),
		};
	} catch (error) {
		session.dispose();
		throw error;
	}
}

/** Names and sizes, -1 where they are free. */
function formOf(session: Session): { input: string; shape: number[]; width: number; output: string } {
	const [input, ...others] = session.inputMetadata;
	if (input?.type !== float || others.length > 0) throw new RangeError('the model must have one input, of 32-bit floats');
	const shape = (input.shape ?? []).map((size) => (typeof size === 'number' ? size : -1));
	const width = shape.slice(1).reduce((product, size) => (size > 0 ? product * size : Number.NaN), 1);
	if (shape.length < 2 || !(width >= 1))
		throw new RangeError(`the input must be [batch, features] with a fixed number of features, it is [${shape.join(', ')}]`);
	const tensors = session.outputMetadata.filter(({ isTensor, type }) => isTensor && type !== undefined && numeric.has(type));
	const output = tensors.findLast(({ type }) => type === float) ?? tensors.at(-1);
	if (output === undefined) throw new RangeError('the model has no output tensor of numbers');
	return { input: input.name, shape, width, output: output.name };
}

function inBatches(input: {
	readonly rows: Float32Array;
	readonly count: number;
	readonly batch: number;
	readonly width: number;
	readonly outputs: number;
	readonly run: (rows: Float32Array, count: number) => Float32Array;
}): Float32Array {
	const { rows, count, batch, width, outputs, run } = input;
	const answers = new Float32Array(count * outputs);
	const part = new Float32Array(batch * width);
	for (let from = 0; from < count; from += batch) {
		part.fill(0);
		part.set(rows.subarray(from * width, Math.min(count, from + batch) * width));
		answers.set(run(part, batch).subarray(0, Math.min(batch, count - from) * outputs), from * outputs);
	}
	return answers;
}
