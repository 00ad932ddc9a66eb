import { kernelWasm } from './generated/kernel.ts';

/** What assembly/kernel.ts exports; pointers are byte offsets into the arena's memory. */
export type Kernel = {
	accumulate(
		...[bins, stride, features, rows, count, pairs, histogram, block, blockRows]: [
			number,
			number,
			number,
			number,
			number,
			number,
			number,
			number,
			number,
		]
	): void;
	subtract(whole: number, part: number, target: number, features: number): void;
	clear(histogram: number, features: number): void;
	findSplit(histogram: number, features: number, facts: number, ask: number, bounded: number, found: number): void;
	output(G: number, H: number, l1: number, l2: number, low: number, high: number): number;
	partition(
		...[rows, count, scratch, column, split, missingBin, missingLeft]: [number, number, number, number, number, number, number]
	): number;
	digitise(values: number, count: number, edges: number, edgeCount: number, missingBin: number, target: number): void;
	interleave(columns: number, count: number, target: number, stride: number): void;
	ascend(rows: number, count: number): void;
	logistic(scores: number, count: number, labels: number, weights: number, pairs: number): void;
	addOutput(scores: number, stride: number, rows: number, count: number, value: number): void;
};

/** Bytes of one feature in a histogram: 256 bins of a pair of f64. */
export const featureBytes = 4096;
export const binsMax = 256;

/** The part of the standard global that is used here; the compiler knows it only together with all of the browser's. */
declare const WebAssembly: {
	readonly Memory: new (size: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
	readonly Module: new (bytes: Uint8Array) => object;
	readonly Instance: new (module: object, imports: Readonly<Record<string, object>>) => { readonly exports: unknown };
};

let compiled: object | undefined;

const isKernel = (exports: unknown): exports is Kernel =>
	typeof exports === 'object' && exports !== null && 'findSplit' in exports && 'partition' in exports;

/** The kernel over a memory of its own, of so many pages of 64 KiB. */
export function startKernel(pages: number): { readonly kernel: Kernel; readonly buffer: ArrayBuffer } {
	const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
	compiled ??= new WebAssembly.Module(Buffer.from(kernelWasm, 'base64'));
	const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
	if (!isKernel(exports)) throw new TypeError('the tree kernel does not export what kernel.ts says');
	return { kernel: exports, buffer: memory.buffer };
}
