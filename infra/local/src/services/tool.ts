import { onPath } from '../exec.ts';
import { aptInstall, canInstall } from './apt.ts';

export type Tool = { readonly names: readonly string[]; readonly aptPackage: string; readonly what: string; readonly otherwise: string };

export const redisTool: Tool = {
	names: ['redis-server', 'valkey-server'],
	aptPackage: 'redis-server',
	what: 'Redis',
	otherwise: 'install it (Debian, Ubuntu: sudo apt-get install redis-server; macOS: brew install redis) or set REDIS_URL to a running one',
};
export const compilerTool: Tool = {
	names: ['g++', 'clang++', 'c++'],
	aptPackage: 'g++',
	what: 'a C++ compiler',
	otherwise: 'install it (Debian, Ubuntu: sudo apt-get install g++; macOS: xcode-select --install)',
};
export const browserTool: Tool = {
	names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
	aptPackage: 'chromium',
	what: 'Chromium',
	otherwise: 'install it (Debian, Ubuntu: sudo apt-get install chromium) so that it is on the PATH',
};
/** The same engine without windows, for two thirds of the processor time; it shows no notifications. Nothing needs it: the whole browser does all it does. */
export const windowlessBrowserTool: Tool = {
	names: ['chromium-headless-shell'],
	aptPackage: 'chromium-headless-shell',
	what: 'Chromium without windows',
	otherwise: 'tests take the whole one, and longer',
};

/** Where it is, if it is on the PATH. */
export const whereIs = (tool: Tool): string | undefined => onPath(tool.names);

/** On PATH, else installed by apt-get where we may. `missing` says exactly what to do. */
export async function findTool(tool: Tool, note: (text: string) => void): Promise<{ path: string } | { missing: string }> {
	const found = onPath(tool.names);
	if (found !== undefined) return { path: found };
	let why = '';
	if (canInstall()) {
		const failure = await aptInstall([tool.aptPackage], note);
		const installed = onPath(tool.names);
		if (installed !== undefined) return { path: installed };
		why = failure === undefined ? '' : `\napt-get said: ${failure}`;
	}
	return { missing: `${tool.what} is missing (looked for ${tool.names.join(', ')} on the PATH): ${tool.otherwise}${why}` };
}
