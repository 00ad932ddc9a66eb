import pg from 'pg';

type Ask = (config: unknown, values: unknown, answered: (error: Error | null, result: unknown) => void) => void;

/**
 * A client of pg whose statements leave nothing behind. Where pg makes a promise itself it writes `query.callback = (error, result) => ...`, and V8 puts
 * a function that is written into a field among its old objects at once, as most such functions are methods of a prototype. There it stays until the
 * next full collection and holds the statement and its rows, which each young collection therefore copies, twice. A callback that is handed in is young.
 */
export class LaneClient extends pg.Client {
	override query(...args: readonly unknown[]): never {
		const [config, values, answered] = args;
		const ask = super.query.bind(this) as unknown as Ask;
		const isOwn =
			answered === undefined &&
			typeof values !== 'function' &&
			!(typeof config === 'object' && config !== null && ('submit' in config || 'callback' in config));
		if (!isOwn) return (super.query as (...all: unknown[]) => unknown).call(this, ...args) as never;
		const result = new Promise<unknown>((resolve, reject) => {
			ask(config, values, (error, rows) => (error ? reject(error) : resolve(rows)));
		}).catch((error: unknown) => {
			// Who asked, in place of the socket that was read; so does pg.
			if (error instanceof Error) Error.captureStackTrace(error);
			throw error;
		});
		return result as never;
	}
}
