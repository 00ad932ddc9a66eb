import { lastLines, onPath, run } from '../exec.ts';

/** Root on Debian or a child of it: the one place where we may install system packages by ourselves. */
export const canInstall = (): boolean => process.getuid?.() === 0 && onPath(['apt-get']) !== undefined;

let updated: Promise<unknown> | undefined;

/** @returns undefined when installed, else why not. */
export async function aptInstall(packages: readonly string[], note: (text: string) => void): Promise<string | undefined> {
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	// A concurrent apt (another copy, an unattended upgrade) is waited for.
	const wait = ['-o', 'DPkg::Lock::Timeout=300', '-qq'];
	note(`installing ${packages.join(', ')} with apt-get`);
	updated ??= run('apt-get', [...wait, 'update'], { env });
	await updated;
	const result = await run('apt-get', [...wait, 'install', '-y', '--no-install-recommends', ...packages], { env });
	return result.code === 0 ? undefined : lastLines(result.stderr || result.stdout, 5);
}
