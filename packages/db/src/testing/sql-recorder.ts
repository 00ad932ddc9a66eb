import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import pg from 'pg';
import { z } from 'zod';

export type SqlRecorder = {
	/** The statements that the request with this correlation id has sent so far, in order and without their values. */
	of(correlationId: string): readonly string[];
	stop(): void;
};

const started = 'http.server.request.start';
const message = z.object({ request: z.object({ headers: z.record(z.string(), z.unknown()) }) });

/**
 * Writes down the SQL of each HTTP request of this process that names itself with x-correlation-id. It listens and changes nothing:
 * the statement that is recorded is the one that is sent, with the tenant's own schema in it.
 */
export function recordSql(): SqlRecorder {
	const current = new AsyncLocalStorage<string[]>();
	const byRequest = new Map<string, string[]>();
	const onRequest = (data: unknown): void => {
		const parsed = message.safeParse(data);
		const id = parsed.data?.request.headers['x-correlation-id'];
		const statements: string[] = [];
		if (typeof id === 'string') byRequest.set(id, statements);
		current.enterWith(statements);
	};
	subscribe(started, onRequest);
	const { query } = pg.Client.prototype;
	function recorded(this: pg.Client, ...args: Parameters<typeof query>) {
		const [first]: readonly unknown[] = args;
		const text = typeof first === 'string' ? first : z.object({ text: z.string() }).safeParse(first).data?.text;
		if (text !== undefined) current.getStore()?.push(text);
		return query.apply(this, args);
	}
	Object.assign(pg.Client.prototype, { query: recorded });
	return {
		of: (correlationId) => byRequest.get(correlationId) ?? [],
		stop() {
			unsubscribe(started, onRequest);
			Object.assign(pg.Client.prototype, { query });
		},
	};
}
