import type { Check } from './tree.ts';

const linesMax = 500;
const kinds = /\.(?:ts|tsx|mts|js|cjs|mjs|mq5|mqh|c|cc|cpp|h|hpp|css|md|prisma|sql|sh|ya?ml|html)$/;
const madeByProgram = /(?:^|\/)generated\/|^apps\/api\/schema\.graphql$|package-lock\.json$/;

export const filesAreShort: Check = {
	name: `no file is longer than ${linesMax} lines`,
	run(tree) {
		const faults: string[] = [];
		for (const file of tree.files.filter((name) => kinds.test(name) && !madeByProgram.test(name))) {
			const text = tree.read(file);
			if (/generated|do not edit/i.test(text.slice(0, 300))) continue;
			const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
			if (lines > linesMax) faults.push(`${file} has ${lines} lines: give its ideas files of their own`);
		}
		return faults;
	},
};
