import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { intWorkers, unitWorkers } from './infra/local/src/testing/workers.ts';

const never = ['**/node_modules/**', '**/.next/**', '**/.state/**', '**/dist/**'];
/** A published package is built; here its source is tested. */
const conditions = ['@meridian/source', 'module', 'node', 'development|production'];
const patience = 'infra/local/src/testing/patience.ts';
/** Without an export map Vite would take its ES modules and Node, for the packages that import it, its CommonJS ones: two of it in one process. */
const alias = [{ find: /^graphql$/, replacement: join(import.meta.dirname, 'node_modules/graphql/index.js') }];
const fromSource = { resolve: { conditions, alias }, ssr: { resolve: { conditions } } };

/** Files follow one another in a worker that stays, so that what they import is compiled once: a test puts back what it changes of its process. */
const shared = (maxWorkers: number) => ({ isolate: false, maxWorkers });

/** Kinds of tests by file name: what they need decides when they run. `npm test` starts what each kind needs. */
export default defineConfig({
	test: {
		projects: [
			{
				...fromSource,
				test: {
					name: 'unit',
					include: ['{apps,packages,infra,bench,e2e}/**/*.test.{ts,tsx}'],
					exclude: [...never, '**/*.int.test.ts', '**/*.long.test.ts'],
					setupFiles: ['infra/local/src/testing/property-seed.ts', patience],
					testTimeout: 60_000,
					...shared(unitWorkers),
				},
			},
			{
				...fromSource,
				test: {
					name: 'int',
					include: ['{apps,packages,infra,bench}/**/*.int.test.ts'],
					exclude: never,
					setupFiles: [patience, 'infra/local/src/testing/own-services.ts'],
					testTimeout: 60_000,
					hookTimeout: 60_000,
					...shared(intWorkers),
				},
			},
			{
				...fromSource,
				test: {
					name: 'e2e',
					include: ['e2e/**/*.e2e.ts'],
					exclude: never,
					setupFiles: [patience],
					testTimeout: 120_000,
					hookTimeout: 240_000,
					// Each file has a stack of its own, which keeps about a processor busy.
					...shared(2),
				},
			},
			{
				...fromSource,
				test: {
					name: 'long',
					include: ['**/*.long.test.ts'],
					exclude: never,
					setupFiles: [patience],
					testTimeout: 600_000,
					hookTimeout: 240_000,
					fileParallelism: false,
				},
			},
		],
	},
});
