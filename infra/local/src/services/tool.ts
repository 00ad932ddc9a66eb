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
