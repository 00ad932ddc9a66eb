import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { terminalKey } from '@meridian/auth';
import { createLogger, parseEnv, stopOnSignal } from '@meridian/telemetry';
import { z } from 'zod';
import { systemHost } from '../host.ts';
import { symbolNamed } from './instruments.ts';
import { createMarket } from './market.ts';
import { fileStore } from './store.ts';
import { SimulatedTerminal } from './terminal.ts';

/** The venue simulator: every account's terminal and broker in one process, on one generated or recorded market. */
const accountShape = z.object({
	server: z.string(),
	login: z.coerce.bigint(),
	currency: z.string(),
	mode: z.enum(['netting', 'hedging']),
	balance: z.number().int(),
	leverage: z.number().int(),
});
const env = parseEnv(
	z.object({
		MERIDIAN_TERMINAL_KEY: z.string(),
		MERIDIAN_STATE_DIR: z.string().default('.state'),
		MERIDIAN_SIMULATOR_ACCOUNTS: z.string().transform((text) => z.array(accountShape).parse(JSON.parse(text))),
		MERIDIAN_SIMULATOR_GATEWAY: z.string().regex(/^[^:]+:\d+$/),
		MERIDIAN_MARKET_SEED: z.coerce.number().int().default(7),
		MERIDIAN_MARKET_TICKS: z.string().optional(),
		MERIDIAN_MARKET_SPEED: z.string().default('1'),
		MERIDIAN_BROKER_DELAY_MS: z.coerce.number().int().min(0).default(30),
	}),
);
const log = createLogger('simulator');
const [host = '', port = ''] = env.MERIDIAN_SIMULATOR_GATEWAY.split(':');
const market = env.MERIDIAN_MARKET_TICKS === undefined ? `simulated market, seed ${env.MERIDIAN_MARKET_SEED}` : 'recorded market';
const terminals = env.MERIDIAN_SIMULATOR_ACCOUNTS.map(
	(account) =>
		new SimulatedTerminal({
			account: { ...account, key: terminalKey(env.MERIDIAN_TERMINAL_KEY, account) },
			connect: () => connect({ host, port: Number(port), noDelay: true }),
			host: systemHost,
			store: fileStore(join(env.MERIDIAN_STATE_DIR, 'terminals', `${account.login}.state`)),
			label: `Simulated venue (TypeScript): ${market}`,
			brokerDelayMs: env.MERIDIAN_BROKER_DELAY_MS,
			log: (text) => log.info(text),
		}),
);

const everyMs = 40;
let timer: NodeJS.Timeout;
if (env.MERIDIAN_MARKET_TICKS === undefined) {
	const generator = createMarket(env.MERIDIAN_MARKET_SEED);
	const step = (): void => {
		const { symbol, quote } = generator.next(Date.now());
		for (const terminal of terminals) terminal.tick(symbol, quote);
	};
	for (let i = 0; i < 100; i++) step(); // every symbol has a quote before the first order
	timer = setInterval(step, everyMs);
} else playFile(env.MERIDIAN_MARKET_TICKS);

/** Plays `SYMBOL,timeMs,bid,ask` lines at their own pace times the speed, then holds the last quotes. */
function playFile(file: string): void {
	const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
	const timeOf = (line: string): number => Number(line.split(',')[1]);
	const speed = env.MERIDIAN_MARKET_SPEED === 'max' ? Number.POSITIVE_INFINITY : Number(env.MERIDIAN_MARKET_SPEED);
	const firstMs = timeOf(lines[0] ?? '');
	const startMs = Date.now();
	let at = 0;
	timer = setInterval(() => {
		const untilMs = firstMs + (Date.now() - startMs) * speed;
		for (let line = lines[at]; line !== undefined && timeOf(line) <= untilMs; line = lines[++at]) {
			const [name = '', timeMs = '', bid = '', ask = ''] = line.split(',');
			const symbol = symbolNamed(name);
			if (symbol === undefined) continue;
			const points = (text: string): number => Math.round(Number(text) * 10 ** symbol.digits);
			for (const terminal of terminals) terminal.tick(symbol, { bid: points(bid), ask: points(ask), timeMs: Number(timeMs) });
		}
	}, everyMs);
}

function stop(): void {
	clearInterval(timer);
	for (const terminal of terminals) terminal.stop();
}
stopOnSignal(stop, { log });
log.info({ accounts: terminals.length, market }, 'ready');
