import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type Logger, withCorrelation } from '@meridian/telemetry';
import { RequestCache } from '@pothos/plugin-scope-auth';
import type { App } from '../app.ts';
import { type ApiContext, type AuthState, Memo } from '../context.ts';

/** A caller's own id is kept, so that its logs and ours meet, if it is short and plain. */
const correlationOf = (headers: IncomingHttpHeaders): string => {
	const given = headers['x-correlation-id'];
	return typeof given === 'string' && /^[\w.:-]{8,64}$/.test(given) ? given : randomUUID();
};

type Asking = Pick<ApiContext, 'app' | 'auth' | 'correlationId' | 'sourceIp' | 'userAgent' | 'closeSlowConsumer'>;

/**
 * Ten thousand subscriptions keep theirs, and most of them log nothing and share nothing: what they do not use is not made. No #private members: Apollo
 * copies a context's own properties to an object of the same prototype, which would lack them.
 */
class Operation implements ApiContext {
	readonly app: App;
	readonly auth: AuthState;
	readonly correlationId: string;
	readonly sourceIp: string;
	readonly userAgent: string;
	readonly closeSlowConsumer: (() => void) | undefined;
	private madeLog: Logger | null = null;
	private madeMemo: Memo | null = null;

	constructor({ app, auth, correlationId, sourceIp, userAgent, closeSlowConsumer }: Asking) {
		this.app = app;
		this.auth = auth;
		this.correlationId = correlationId;
		this.sourceIp = sourceIp;
		this.userAgent = userAgent;
		this.closeSlowConsumer = closeSlowConsumer;
	}

	get log(): Logger {
		this.madeLog ??= withCorrelation(this.app.log, this.correlationId);
		return this.madeLog;
	}

	get memo(): Memo {
		this.madeMemo ??= new Memo();
		return this.madeMemo;
	}
}

/** The context of one operation, whichever door it came through. */
export const operationContext = (
	app: App,
	input: {
		readonly auth: AuthState;
		readonly headers: IncomingHttpHeaders;
		readonly sourceIp: string;
		readonly closeSlowConsumer?: () => void;
	},
): ApiContext =>
	new Operation({
		...{ app, auth: input.auth, correlationId: correlationOf(input.headers), sourceIp: input.sourceIp },
		...{ userAgent: (input.headers['user-agent'] ?? '').slice(0, 200), closeSlowConsumer: input.closeSlowConsumer },
	});

/** The same for something that several sockets share, none of which is to be cut for it. */
export const withoutSocket = ({ app, auth, correlationId, sourceIp, userAgent }: ApiContext): ApiContext =>
	new Operation({ app, auth, correlationId, sourceIp, userAgent, closeSlowConsumer: undefined });

/**
 * When an operation has been answered. What a WeakMap holds for a key survives each young collection, whether the key does or not: who was allowed what, and
 * through it the whole answer, would be copied twice and then wait for a full collection.
 */
export const endOperation = (context: ApiContext): void => RequestCache.clearForContext(context);
