import { type Kernel, startKernel } from './kernel.ts';

const pageBytes = 65_536;
const pagesMax = 65_536;
/** The compiler's own data stands below. */
const firstByte = 1024;

/**
 * The memory of one training: reserved once, so that views never go stale, and dropped as a whole.
 *
 * @throws RangeError where a training needs more than WebAssembly addresses (4 GiB).
 */
export class Arena {
	readonly kernel: Kernel;
	readonly #buffer: ArrayBuffer;
	#next = firstByte;

	constructor(bytes: number) {
		const pages = Math.ceil((bytes + firstByte) / pageBytes) + 1;
		if (pages > pagesMax)
			throw new RangeError(`a training of ${Math.round(bytes / 2 ** 20)} MiB is beyond 4 GiB: take fewer rows or features`);
		const { kernel, buffer } = startKernel(pages);
		this.kernel = kernel;
		this.#buffer = buffer;
	}

	/** A pointer to zeroed bytes, aligned to 16. */
	reserve(bytes: number): number {
		const at = this.#next;
		this.#next += Math.ceil(bytes / 16) * 16;
		if (this.#next > this.#buffer.byteLength) throw new RangeError('the arena was made too small');
		return at;
	}

	u8 = (at: number, length: number): Uint8Array => new Uint8Array(this.#buffer, at, length);
	u32 = (at: number, length: number): Uint32Array => new Uint32Array(this.#buffer, at, length);
	f32 = (at: number, length: number): Float32Array => new Float32Array(this.#buffer, at, length);
	f64 = (at: number, length: number): Float64Array => new Float64Array(this.#buffer, at, length);
}
