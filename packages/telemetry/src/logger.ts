import { randomUUID } from 'node:crypto';
import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';
import { withoutSecrets } from './secrets.ts';

export type { Logger };

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** Connection strings and bearer tokens reach logs inside other people's error messages. */
const scrub = (text: string): string =>
	text.replaceAll(/:\/\/([^:/@\s]*):[^@\s]+@/g, '://$1:***@').replaceAll(/Bearer\s+[\w.~+/-]+=*/gi, 'Bearer ***');

const serializeError = (error: unknown): unknown => {
	if (!(error instanceof Error)) return error;
	const plain = stdSerializers.err(error);
	return withoutSecrets({ ...plain, message: scrub(plain.message), stack: scrub(plain.stack) }, 2);
};

/**
 * JSON lines on stdout, each with `service` and an ISO time. Level from MERIDIAN_LOG_LEVEL (default info). Secrets by name
 * (password, token, key, ...) are replaced down to four levels of nesting.
 */
export const createLogger = (service: string, destination?: DestinationStream): Logger => {
	const asked = process.env.MERIDIAN_LOG_LEVEL ?? '';
	const options = {
		level: levels.includes(asked) ? asked : 'info',
		base: { service, pid: process.pid },
		timestamp: () => `,"time":"${new Date().toISOString()}"`,
		formatters: { level: (label: string) => ({ level: label }), log: (fields: object) => withoutSecrets(fields) },
		serializers: { err: serializeError, error: serializeError },
	};
	const logger = destination === undefined ? pino(options) : pino(options, destination);
	// pino has no formatter for what a child carries; children of children inherit this.
	const { child } = logger;
	const careful = function (this: Logger, bindings: object, ...others: []) {
		return child.call(this, withoutSecrets(bindings), ...others);
	};
	return Object.assign(logger, { child: careful as Logger['child'] });
};

/** A child whose every line carries `correlationId`; a new one is made up where the caller has none. */
export const withCorrelation = (logger: Logger, correlationId: string = randomUUID()): Logger => logger.child({ correlationId });
