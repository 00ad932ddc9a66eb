import { dirname, join, normalize } from 'node:path/posix';
import { importsOf } from './source.ts';
import { type Check, isTest, type Tree, type Workspace, workspaces } from './tree.ts';

/** A package may import only packages of a lower level; those of level 0 import none. */
const levels: Readonly<Record<string, number>> = {
	native: 0,
	protocol: 0,
	auth: 0,
	telemetry: 0,
	core: 1,
	// Published: what it takes from packages below is bundled into it.
	sdk: 2,
	db: 2,
	'market-data': 2,
	analytics: 2,
	strategy: 3,
	ml: 3,
	compliance: 3,
};
/** The pure room: no package that logs or keeps. */
const onlyFrom: Readonly<Record<string, readonly string[]>> = { core: ['native', 'protocol'], analytics: ['core', 'protocol'] };

function mayImport(from: string, to: string): string | undefined {
	const [fromKind = '', fromName = ''] = from.split('/');
	const [toKind = '', toName = ''] = to.split('/');
	if (fromKind === 'e2e' || fromKind === 'bench' || fromKind === 'infra') return undefined;
	if (toKind !== 'packages')
		return `${from} may not import ${to}: ${toKind === 'apps' ? 'nothing imports an app' : 'only e2e, bench and infra do'}`;
	if (fromKind === 'apps') return undefined;
	const fromLevel = levels[fromName];
	const toLevel = levels[toName];
	if (fromLevel === undefined || toLevel === undefined)
		return `give packages/${fromLevel === undefined ? fromName : toName} a level in infra/checks/src/imports.ts`;
	const listed = onlyFrom[fromName];
	if (listed !== undefined && !listed.includes(toName)) return `packages/${fromName} may import only ${listed.join(', ')}, not ${toName}`;
	return toLevel < fromLevel ? undefined : `packages/${fromName} may not import packages/${toName}: imports point down`;
}

const roomOf = (file: string, rooms: readonly Workspace[]): Workspace | undefined =>
	rooms.filter(({ folder }) => folder !== '' && file.startsWith(`${folder}/`)).toSorted((a, b) => b.folder.length - a.folder.length)[0];

export const importDirection: Check = {
	name: 'imports point down',
	run(tree: Tree) {
		const rooms = workspaces(tree);
		const faults: string[] = [];
		for (const file of tree.files.filter((name) => /\.(?:ts|tsx|mts)$/.test(name))) {
			const room = roomOf(file, rooms);
			if (room === undefined) continue;
			const declared = { ...room.manifest.dependencies, ...room.manifest.devDependencies, ...room.manifest.peerDependencies };
			for (const { specifier, line } of importsOf(tree.read(file))) {
				const at = `${file}:${line}`;
				if (specifier.startsWith('.')) {
					const target = normalize(join(dirname(file), specifier));
					if (!target.startsWith(`${room.folder}/`))
						faults.push(`${at} reaches out of its room with ${specifier}: import the package by its name`);
					continue;
				}
				const name = /^(@meridian\/[^/]+)/.exec(specifier)?.[1];
				if (name === undefined || name === room.manifest.name) continue;
				const target = rooms.find(({ manifest }) => manifest.name === name);
				if (target === undefined) {
					faults.push(`${at} imports ${name}, which does not exist`);
					continue;
				}
				const refusal = mayImport(room.folder, target.folder);
				if (refusal !== undefined && !(isTest(file) && target.folder.startsWith('packages/'))) faults.push(`${at} ${refusal}`);
				if (!(name in declared)) faults.push(`${at} imports ${name}, which ${room.folder}/package.json does not list`);
			}
		}
		return faults;
	},
};
