import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The repository's root. */
export const root = resolve(import.meta.dirname, '../../..');
/** Git-ignored; each copy has a folder of its own in it, by port base. */
export const stateRoot = join(root, '.state');
/** Build products do not depend on a copy, so all copies share them. */
export const buildDir = join(stateRoot, 'build');
/** The portal's documents by their ids: its build writes them, the API takes them. */
export const portalManifest = join(root, 'apps/web/.next/persisted-documents.json');
export const defaultStateDir = (portBase: number): string => join(stateRoot, String(portBase));

/** A state folder is closed to others. Its parents are not: a root's database server runs as another user and must walk through. */
export function makeStateDir(stateDir: string): void {
	mkdirSync(dirname(stateDir), { recursive: true });
	if (!existsSync(stateDir)) mkdirSync(stateDir, { mode: 0o700 });
}
