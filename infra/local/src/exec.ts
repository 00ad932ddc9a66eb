import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export type RunResult = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Runs a command to its end; never throws for a non-zero exit. Output goes to `onOutput` as it comes, if given. */
export function run(
	command: string,
	args: readonly string[],
	input: {
		cwd?: string;
		env?: NodeJS.ProcessEnv;
		stdin?: string;
		onOutput?: (text: string) => void;
		uid?: number;
		gid?: number;
		/** Ends the command, as a failed one. */
		signal?: AbortSignal;
	} = {},
): Promise<RunResult> {
	return new Promise((resolve) => {
		const { cwd, env = process.env, stdin, onOutput, uid, gid, signal } = input;
		const ids = { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) };
		const child = spawn(command, args, {
			...(cwd === undefined ? {} : { cwd }),
			...(signal === undefined ? {} : { signal }),
			env,
			stdio: ['pipe', 'pipe', 'pipe'],
			...ids,
		});
		let stdout = '';
		let stderr = '';
		child.stdout.setEncoding('utf8').on('data', (text: string) => {
			stdout += text;
			onOutput?.(text);
		});
		child.stderr.setEncoding('utf8').on('data', (text: string) => {
			stderr += text;
			onOutput?.(text);
		});
		child.on('error', (error) => resolve({ code: 127, stdout, stderr: `${stderr}${error.message}` }));
		child.on('close', (code, killedBy) =>
			resolve({ code: code ?? 128, stdout, stderr: killedBy === null ? stderr : `${stderr}killed by ${killedBy}` }),
		);
		child.stdin.on('error', () => undefined);
		child.stdin.end(stdin ?? '');
	});
}

/** The first of these commands on PATH, as a path. */
export function onPath(names: readonly string[], path: string = process.env.PATH ?? ''): string | undefined {
	for (const name of names) {
		for (const folder of path.split(delimiter).filter(Boolean)) {
			const file = join(folder, name);
			try {
				accessSync(file, constants.X_OK);
				if (statSync(file).isFile()) return file;
			} catch {
				// not here
			}
		}
	}
	return undefined;
}

export const lastLines = (text: string, count: number): string => text.trimEnd().split('\n').slice(-count).join('\n');
