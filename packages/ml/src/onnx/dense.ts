import type { LinearModel } from '../linear/elastic-net.ts';
import type { MlpModel } from '../mlp/train.ts';
import { type Initializer, inputName, type Node, outputName, writeOnnx } from './write.ts';

type Dense = { readonly inputs: number; readonly outputs: number; readonly weights: ArrayLike<number>; readonly biases: ArrayLike<number> };

/** Missing values become means; then layers with rectified units between them; then the transform. */
function chain(input: {
	readonly name: string;
	readonly names: readonly string[];
	readonly means: ArrayLike<number>;
	readonly scale?: { readonly means: ArrayLike<number>; readonly deviations: ArrayLike<number> };
	readonly layers: readonly Dense[];
	readonly after: readonly Omit<Node, 'inputs' | 'outputs'>[] | readonly [];
	readonly answer?: { readonly mean: number; readonly deviation: number };
	readonly metadata: Readonly<Record<string, string>>;
}): Uint8Array {
	const { names, means, scale, layers, answer } = input;
	const initializers: Initializer[] = [{ name: 'means', dims: [1, names.length], values: means }];
	const nodes: Node[] = [];
	let at = inputName;
	const add = (op: string, more: readonly string[] = [], rest: Partial<Node> = {}): void => {
		const to = `t${nodes.length}`;
		nodes.push({ op, inputs: [at, ...more], outputs: [to], ...rest });
		at = to;
	};
	add('IsNaN');
	nodes.push({ op: 'Where', inputs: [at, 'means', inputName], outputs: ['known'] });
	at = 'known';
	if (scale !== undefined) {
		initializers.push({ name: 'centre', dims: [1, names.length], values: scale.means });
		initializers.push({ name: 'spread', dims: [1, names.length], values: scale.deviations });
		add('Sub', ['centre']);
		add('Div', ['spread']);
	}
	layers.forEach(({ inputs, outputs, weights, biases }, i) => {
		initializers.push({ name: `w${i}`, dims: [outputs, inputs], values: weights }, { name: `b${i}`, dims: [outputs], values: biases });
		add('Gemm', [`w${i}`, `b${i}`], { attributes: [{ name: 'transB', int: 1 }] });
		if (i < layers.length - 1) add('Relu');
	});
	if (answer !== undefined) {
		initializers.push({ name: 'unit', dims: [1], values: [answer.deviation] }, { name: 'mean', dims: [1], values: [answer.mean] });
		add('Mul', ['unit']);
		add('Add', ['mean']);
	}
	for (const { op } of input.after) add(op);
	nodes.push({ op: 'Identity', inputs: [at], outputs: [outputName] });
	const metadata = { features: JSON.stringify(names), ...input.metadata };
	return writeOnnx({ name: input.name, width: names.length, outputs: layers.at(-1)?.outputs ?? 1, nodes, initializers, metadata });
}

const transform = { binary: [{ op: 'Sigmoid' }], multiclass: [{ op: 'Softmax' }], regression: [] } as const;

export function linearToOnnx(model: LinearModel, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
	const { names, coefficients, intercept, means, objective } = model;
	const layers = [{ inputs: names.length, outputs: 1, weights: coefficients, biases: [intercept] }];
	return chain({ name: `linear-${objective}`, names, means, layers, after: transform[objective], metadata });
}

export function mlpToOnnx(model: MlpModel, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
	const { names, standardisation, layers, parameters, labelMean, labelDeviation } = model;
	const answer = parameters.objective === 'regression' ? { answer: { mean: labelMean, deviation: labelDeviation } } : {};
	const own = { parameters: JSON.stringify(parameters), ...metadata };
	return chain({
		...{ name: `mlp-${parameters.objective}`, names, means: standardisation.means, scale: standardisation, layers },
		...{ ...answer, after: transform[parameters.objective], metadata: own },
	});
}
