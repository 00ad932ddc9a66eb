import { type Check, workspaces } from './tree.ts';

/** Two versions of one library are two truths; a range is a different build tomorrow. */
export const oneVersion: Check = {
	name: 'one exact version per shared dependency',
	run(tree) {
		const faults: string[] = [];
		const seen = new Map<string, Map<string, string[]>>();
		for (const { folder, manifest } of workspaces(tree)) {
			const { dependencies, devDependencies, optionalDependencies } = manifest;
			for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })) {
				const where = folder === '' ? 'package.json' : `${folder}/package.json`;
				if (name.startsWith('@meridian/')) continue;
				if (!/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version)) faults.push(`${where}: ${name} is "${version}"; pin an exact version`);
				const versions = seen.get(name) ?? new Map<string, string[]>();
				versions.set(version, [...(versions.get(version) ?? []), where]);
				seen.set(name, versions);
			}
		}
		for (const [name, versions] of seen) {
			if (versions.size < 2) continue;
			faults.push(
				`${name} has ${versions.size} versions: ${[...versions].map(([version, where]) => `${version} in ${where.join(', ')}`).join('; ')}`,
			);
		}
		return faults;
	},
};
