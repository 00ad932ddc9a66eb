import { Session } from 'node:inspector';

type Range = { readonly startOffset: number; readonly endOffset: number; readonly count: number };
type Script = { readonly url: string; readonly functions: readonly { readonly ranges: readonly Range[] }[] };

/** What ran since the last look: by the address of a script, whether an offset of its text was reached. */
export type Reached = ReadonlyMap<string, (offset: number) => boolean>;

/** V8's own count of each block. Start it before what is counted is loaded. */
export function startCoverage(): { readonly take: () => Reached; readonly stop: () => void } {
	const session = new Session();
	session.connect();
	const post = (method: string, params: object = {}): unknown => {
		let answer: unknown;
		session.post(method, params, (error: Error | null, result?: object) => {
			if (error !== null) throw error;
			answer = result;
		});
		return answer;
	};
	post('Profiler.enable');
	post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
	return {
		take() {
			const { result } = post('Profiler.takePreciseCoverage') as { readonly result: readonly Script[] };
			return new Map(result.map(({ url, functions }) => [url, isReached(functions.flatMap(({ ranges }) => ranges))]));
		},
		stop() {
			post('Profiler.stopPreciseCoverage');
			session.disconnect();
		},
	};
}

/** The smallest block around an offset says how often it was reached. */
function isReached(ranges: readonly Range[]): (offset: number) => boolean {
	return (offset) => {
		let size = Number.POSITIVE_INFINITY;
		let reached = false;
		for (const { startOffset, endOffset, count } of ranges) {
			if (offset < startOffset || offset >= endOffset || endOffset - startOffset > size) continue;
			size = endOffset - startOffset;
			reached = count > 0;
		}
		return reached;
	};
}
