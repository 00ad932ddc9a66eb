import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { demoUsers } from './demo.ts';

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const shape = z.object({
	authSecret: hex,
	nextAuthSecret: hex,
	gatewayKey: hex,
	terminalKey: hex,
	/** Absent in the file of an older version: made and added then, as are the passwords of new demo users. */
	credentialKey: hex.optional(),
	dataKey: hex.optional(),
	pushKey: hex.optional(),
	lineToken: hex,
	postgresPassword: hex,
	appPassword: hex,
	redisPassword: hex,
	/** Demo logins by e-mail. */
	users: z.record(z.string(), z.string().min(12)),
});
export type Secrets = z.infer<typeof shape> & { readonly credentialKey: string; readonly dataKey: string; readonly pushKey: string };

const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
/** 16 letters of 31: 79 bits, easy to type. */
const password = (): string =>
	Array.from({ length: 4 }, () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('')).join('-');
const key = (): string => randomBytes(32).toString('hex');

const newUsers = (): Record<string, string> => Object.fromEntries(demoUsers.map((user) => [user.email, password()]));

function generate(): Secrets {
	return {
		authSecret: key(),
		nextAuthSecret: key(),
		gatewayKey: key(),
		terminalKey: key(),
		credentialKey: key(),
		dataKey: key(),
		pushKey: key(),
		lineToken: key(),
		postgresPassword: key(),
		appPassword: key(),
		redisPassword: key(),
		users: newUsers(),
	};
}

/**
 * Made once, then kept: a restart must not log everybody out. Readable by the owner alone.
 * @throws where the file is damaged: silently making new keys would lock the stored data's users out.
 */
export function loadSecrets(stateDir: string): Secrets {
	const file = join(stateDir, 'secrets.json');
	if (existsSync(file)) {
		const parsed = shape.safeParse(parseJson(readFileSync(file, 'utf8')));
		if (!parsed.success) throw new Error(`${file} is damaged; restore it, or begin anew with --fresh (which deletes this copy's data)`);
		const { credentialKey = key(), dataKey = key(), pushKey = key(), ...kept } = parsed.data;
		const whole = { ...kept, credentialKey, dataKey, pushKey, users: { ...newUsers(), ...kept.users } };
		const made = parsed.data;
		const lacksKey = made.credentialKey === undefined || made.dataKey === undefined || made.pushKey === undefined;
		const isOld = lacksKey || Object.keys(whole.users).length > Object.keys(kept.users).length;
		return isOld ? write(stateDir, whole) : whole;
	}
	return write(stateDir, generate());
}

/** New secrets for a copy whose database is another's: those that are written in the database stay as they are there. */
export function copySecrets(fromStateDir: string, toStateDir: string): void {
	const { postgresPassword, appPassword, users } = loadSecrets(fromStateDir);
	write(toStateDir, { ...generate(), postgresPassword, appPassword, users });
}

function write(stateDir: string, secrets: Secrets): Secrets {
	const file = join(stateDir, 'secrets.json');
	mkdirSync(stateDir, { recursive: true });
	writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
	renameSync(`${file}.new`, file);
	return secrets;
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
