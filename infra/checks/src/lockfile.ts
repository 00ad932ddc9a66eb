import type { Check } from './tree.ts';

type Entry = {
	readonly resolved?: string;
	readonly link?: boolean;
	readonly version?: string;
	readonly optionalDependencies?: Readonly<Record<string, string>>;
};

/**
 * A platform package without an entry of its own is installed nowhere, and a fresh machine of that platform cannot start; a
 * `resolved` address ties every user to one registry.
 */
export const lockfileIsPortable: Check = {
	name: 'package-lock.json works on every platform and registry',
	run(tree) {
		if (!tree.files.includes('package-lock.json')) return ['package-lock.json is missing'];
		const { packages = {} } = JSON.parse(tree.read('package-lock.json')) as { packages?: Record<string, Entry> };
		const faults: string[] = [];
		for (const [path, entry] of Object.entries(packages)) {
			const by = path === '' ? 'package.json' : path;
			for (const name of Object.keys(entry.optionalDependencies ?? {})) {
				if (!findEntry(packages, path, name)) faults.push(`${name}, an optional dependency of ${by}, has no entry`);
			}
			if (entry.resolved !== undefined && entry.link !== true && /^[a-z+]+:\/\//.test(entry.resolved)) {
				faults.push(`${by} is bound to one address: ${entry.resolved}`);
			}
		}
		return faults;
	},
};

/** As Node resolves: in the package's own node_modules, then upwards. */
function findEntry(packages: Readonly<Record<string, Entry>>, from: string, name: string): boolean {
	for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
		if (`${folder}${folder === '' ? '' : '/'}node_modules/${name}` in packages) return true;
		if (folder === '') return false;
	}
}
