import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type Logger, withCorrelation } from '@meridian/telemetry';
import type { App } from '../app.ts';
import { type ApiContext, type AuthState, Memo } from '../context.ts';

/** A caller's own id is kept, so that its logs and ours meet, if it is short and plain. */
const correlationOf = (headers: IncomingHttpHeaders): string => {
	const given = headers['x-correlation-id'];
	return typeof given === 'string' && /^[\w.:-]{8,64}$/.test(given) ? given : randomUUID();
};

/** The context of one operation, whichever door it came through. */
export function operationContext(
	app: App,
	input: {
		readonly auth: AuthState;
		readonly headers: IncomingHttpHeaders;
		readonly sourceIp: string;
		readonly closeSlowConsumer?: () => void;
	},
): ApiContext {
	const correlationId = correlationOf(input.headers);
	// Most operations log nothing, and ten thousand subscriptions keep their context.
	let log: Logger | undefined;
	return {
		app,
		auth: input.auth,
		correlationId,
		get log() {
			log ??= withCorrelation(app.log, correlationId);
			return log;
		},
		sourceIp: input.sourceIp,
		userAgent: (input.headers['user-agent'] ?? '').slice(0, 200),
		memo: new Memo(),
		...(input.closeSlowConsumer === undefined ? {} : { closeSlowConsumer: input.closeSlowConsumer }),
	};
}
