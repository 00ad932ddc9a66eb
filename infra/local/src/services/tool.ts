import { onPath } from '../exec.ts';
import { aptInstall, canInstall } from './apt.ts';

export type Tool = {
	readonly names: readonly string[];
	/** The first that can be installed is. */
	readonly aptPackages: readonly string[];
	readonly what: string;
	readonly otherwise: string;
};

export const redisTool: Tool = {
	names: ['redis-server', 'valkey-server'],
	aptPackages: ['redis-server'],
	what: 'Redis',
	otherwise: 'install it (Debian, Ubuntu: sudo apt-get install redis-server; macOS: brew install redis) or set REDIS_URL to a running one',
};
export const compilerTool: Tool = {
	names: ['g++', 'clang++', 'c++'],
	aptPackages: ['g++'],
	what: 'a C++ compiler',
	otherwise: 'install it (Debian, Ubuntu: sudo apt-get install g++; macOS: xcode-select --install)',
};
/** First the one without windows: the same engine, for two thirds of the processor time of a whole browser that hides its window. */
export const browserTool: Tool = {
	names: ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
	aptPackages: ['chromium-headless-shell', 'chromium'],
	what: 'Chromium',
	otherwise: 'install it (Debian, Ubuntu: sudo apt-get install chromium) so that it is on the PATH',
};

/** On PATH, else installed by apt-get where we may. `missing` says exactly what to do. */
export async function findTool(tool: Tool, note: (text: string) => void): Promise<{ path: string } | { missing: string }> {
	const found = onPath(tool.names);
	if (found !== undefined) return { path: found };
	const why: string[] = [];
	for (const aptPackage of canInstall() ? tool.aptPackages : []) {
		const failure = await aptInstall([aptPackage], note);
		const installed = onPath(tool.names);
		if (installed !== undefined) return { path: installed };
		if (failure !== undefined) why.push(`\napt-get said: ${failure}`);
	}
	return { missing: `${tool.what} is missing (looked for ${tool.names.join(', ')} on the PATH): ${tool.otherwise}${why.join('')}` };
}
