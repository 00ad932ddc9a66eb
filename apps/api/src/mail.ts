import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '@meridian/telemetry';

/** One message to one person, in plain text. It may hold a secret link. */
export type Mail = { readonly to: string; readonly subject: string; readonly text: string };

/** How messages leave. What carries them further (a mail server's own pick-up, an operator) is not ours. */
export type Outbox = {
	/** @throws where the message could not be put there */
	deliver(mail: Mail): Promise<void>;
};

/** A file of JSON for each message, whole or not there, readable by its owner alone, in the order of time. */
export const fileOutbox = (dir: string): Outbox => ({
	async deliver(mail) {
		await mkdir(dir, { recursive: true, mode: 0o700 });
		const name = `${new Date().toISOString().replaceAll(':', '-')}-${randomUUID()}`;
		const half = join(dir, `.${name}`);
		await writeFile(half, JSON.stringify(mail, null, '\t'), { mode: 0o600 });
		await rename(half, join(dir, `${name}.json`));
	},
});

/** Says that there was a message, and nothing of what it said: logs are read by many. */
export const silentOutbox = (log: Logger): Outbox => ({
	deliver: async ({ to, subject }) => log.warn({ to, subject }, 'a message was not sent: set MERIDIAN_OUTBOX_DIR'),
});
