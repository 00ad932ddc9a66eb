import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The project's files as the checks see them: what git has or would take. Tests plant faults in trees of their own. */
export type Tree = { readonly root: string; readonly files: readonly string[]; read(file: string): string };
/** One rule. Each fault is one line for the reader: where, what, and what to do. */
export type Check = { readonly name: string; run(tree: Tree): readonly string[] | Promise<readonly string[]> };

export function gitTree(root: string): Tree {
	const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
		cwd: root,
		encoding: 'utf8',
		maxBuffer: 64e6,
	});
	const files = list.split('\0').filter((file) => file !== '' && existsSync(join(root, file)));
	return { root, files: [...new Set(files)].toSorted(), read: (file) => readFileSync(join(root, file), 'utf8') };
}

/** A tree in memory. */
export const plantedTree = (contents: Readonly<Record<string, string>>): Tree => ({
	root: '/planted',
	files: Object.keys(contents).toSorted(),
	read: (file) => contents[file] ?? '',
});

export type Manifest = {
	readonly name?: string;
	readonly scripts?: Readonly<Record<string, string>>;
	readonly dependencies?: Readonly<Record<string, string>>;
	readonly devDependencies?: Readonly<Record<string, string>>;
	readonly peerDependencies?: Readonly<Record<string, string>>;
	readonly optionalDependencies?: Readonly<Record<string, string>>;
};
export type Workspace = { readonly folder: string; readonly manifest: Manifest };

/** Every package.json of the project; the root's folder is ''. */
export function workspaces(tree: Tree): Workspace[] {
	return tree.files
		.filter((file) => /^(?:[^/]+\/){0,2}package\.json$/.test(file))
		.map((file) => ({ folder: file.replace(/\/?package\.json$/, ''), manifest: JSON.parse(tree.read(file)) as Manifest }));
}

export const isTest = (file: string): boolean => /\.(?:test|e2e|spec)\.tsx?$|\/(?:test|testing)\//.test(file);
