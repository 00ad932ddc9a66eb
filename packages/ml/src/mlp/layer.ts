import type { Random } from '../random/random.ts';

/** Weights [outputs, inputs], row-major, and biases, of 32 bits as they are exported, with Adam's moments beside them. */
export class Layer {
	readonly inputs: number;
	readonly outputs: number;
	readonly weights: Float32Array;
	readonly biases: Float32Array;
	readonly #slopes: Float64Array;
	readonly #moments: Float64Array;
	readonly #squares: Float64Array;

	/** He's initialisation. */
	constructor({ inputs, outputs, random }: { readonly inputs: number; readonly outputs: number; readonly random: Random }) {
		this.inputs = inputs;
		this.outputs = outputs;
		this.weights = Float32Array.from({ length: inputs * outputs }, () => random.normal() * Math.sqrt(2 / inputs));
		this.biases = new Float32Array(outputs);
		const size = inputs * outputs + outputs;
		this.#slopes = new Float64Array(size);
		this.#moments = new Float64Array(size);
		this.#squares = new Float64Array(size);
	}

	forward(input: Float64Array, { rows, into, relu }: { readonly rows: number; readonly into: Float64Array; readonly relu: boolean }): void {
		const { inputs, outputs, weights, biases } = this;
		for (let r = 0; r < rows; r++)
			for (let o = 0; o < outputs; o++) {
				let sum = biases[o] ?? 0;
				const w = o * inputs;
				const x = r * inputs;
				for (let i = 0; i < inputs; i++) sum += (weights[w + i] ?? 0) * (input[x + i] ?? 0);
				into[r * outputs + o] = relu && sum < 0 ? 0 : sum;
			}
	}

	/** Gathers the slopes of weights, and those of the inputs into `back` where it is given. */
	backward(input: Float64Array, { rows, slopes, back }: { rows: number; slopes: Float64Array; back: Float64Array | undefined }): void {
		const { inputs, outputs, weights } = this;
		back?.fill(0, 0, rows * inputs);
		for (let r = 0; r < rows; r++)
			for (let o = 0; o < outputs; o++) {
				const slope = slopes[r * outputs + o] ?? 0;
				if (slope === 0) continue;
				const w = o * inputs;
				const x = r * inputs;
				for (let i = 0; i < inputs; i++) this.#slopes[w + i] = (this.#slopes[w + i] ?? 0) + slope * (input[x + i] ?? 0);
				this.#slopes[inputs * outputs + o] = (this.#slopes[inputs * outputs + o] ?? 0) + slope;
				if (back !== undefined) for (let i = 0; i < inputs; i++) back[x + i] = (back[x + i] ?? 0) + slope * (weights[w + i] ?? 0);
			}
	}

	/** One step of AdamW (Loshchilov and Hutter 2019), the `step`th, by the slopes gathered since the last. */
	learn({ step, rate, decay }: { readonly step: number; readonly rate: number; readonly decay: number }): void {
		const [b1, b2] = [0.9, 0.999];
		const [fix1, fix2] = [1 - b1 ** step, 1 - b2 ** step];
		const count = this.weights.length;
		for (let i = 0; i < this.#slopes.length; i++) {
			const slope = this.#slopes[i] ?? 0;
			this.#slopes[i] = 0;
			const moment = b1 * (this.#moments[i] ?? 0) + (1 - b1) * slope;
			const square = b2 * (this.#squares[i] ?? 0) + (1 - b2) * slope * slope;
			this.#moments[i] = moment;
			this.#squares[i] = square;
			const move = (rate * (moment / fix1)) / (Math.sqrt(square / fix2) + 1e-8);
			if (i < count) this.weights[i] = (this.weights[i] ?? 0) * (1 - rate * decay) - move;
			else this.biases[i - count] = (this.biases[i - count] ?? 0) - move;
		}
	}
}
