import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** The name of a state folder, made once: leadership belongs to a journal, not to a process. */
export function gatewayId(stateDir: string): string {
	const file = join(stateDir, 'gateway.id');
	if (!existsSync(file)) writeFileSync(file, `${hostname()}-${randomBytes(6).toString('hex')}\n`);
	return readFileSync(file, 'utf8').trim();
}
