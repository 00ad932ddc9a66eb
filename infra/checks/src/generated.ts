import { command, lines } from './command.ts';
import { type Check, type Workspace, workspaces } from './tree.ts';

/** Committed files that a program makes: each script, called with --check, fails where the file on disk is not what it would make. */
const producers: readonly (readonly [folder: string, script: string])[] = [
	['apps/api', 'schema'],
	['apps/execution-gateway', 'generate'],
	['infra/conformance', 'generate'],
	['packages/protocol', 'generate'],
	['packages/ml', 'generate'],
	['packages/sdk', 'generate'],
];

export const scriptsToCheck = (all: readonly Workspace[]): { name: string; script: string }[] =>
	producers.flatMap(([folder, script]) => {
		const found = all.find((workspace) => workspace.folder === folder);
		return found?.manifest.name !== undefined && found.manifest.scripts?.[script] !== undefined
			? [{ name: found.manifest.name, script }]
			: [];
	});

export const generatedIsFresh: Check = {
	name: 'generated files are what their programs make',
	async run(tree) {
		const faults: string[] = [];
		for (const { name, script } of scriptsToCheck(workspaces(tree))) {
			const done = await command('npm', ['run', '--silent', script, '-w', name, '--', '--check'], tree.root);
			if (done.code !== 0)
				faults.push(`npm run ${script} -w ${name} -- --check failed:`, ...lines(done.output, 20).map((line) => `  ${line}`));
		}
		return faults;
	},
};
