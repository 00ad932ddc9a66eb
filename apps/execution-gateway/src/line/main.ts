import { createLogger, parseEnv, stopOnSignal } from '@meridian/telemetry';
import { z } from 'zod';
import { createControl } from './control.ts';
import { createLine } from './line.ts';

/** The broker's line as a process of its own, so that killing the gateway does not touch it. */
const port = z.coerce.number().int().min(0).max(65_535);
const env = parseEnv(
	z.object({
		MERIDIAN_LINE_PORT: port.default(7406),
		MERIDIAN_LINE_HTTP_PORT: port.default(7405),
		MERIDIAN_TERMINAL_PORT: port.default(7403),
		/** Of a standby on this machine, once it leads. */
		MERIDIAN_STANDBY_TERMINAL_PORT: port.optional(),
		MERIDIAN_LINE_TOKEN: z.string().min(16),
	}),
);
const log = createLogger('broker-line');
const at = (gatewayPort: number) => ({ host: '127.0.0.1', port: gatewayPort });
const line = await createLine({
	port: env.MERIDIAN_LINE_PORT,
	gateway: at(env.MERIDIAN_TERMINAL_PORT),
	others: env.MERIDIAN_STANDBY_TERMINAL_PORT === undefined ? [] : [at(env.MERIDIAN_STANDBY_TERMINAL_PORT)],
});
const control = createControl(line, env.MERIDIAN_LINE_TOKEN).listen(env.MERIDIAN_LINE_HTTP_PORT, '127.0.0.1', () =>
	log.info({ port: line.port, httpPort: env.MERIDIAN_LINE_HTTP_PORT }, 'ready'),
);

async function stop(): Promise<void> {
	control.close();
	control.closeAllConnections();
	await line.close();
}
stopOnSignal(stop, { log });
