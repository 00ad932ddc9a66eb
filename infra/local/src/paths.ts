import { join, resolve } from 'node:path';

/** The repository's root. */
export const root = resolve(import.meta.dirname, '../../..');
/** Git-ignored; each copy has a folder of its own in it, by port base. */
export const stateRoot = join(root, '.state');
/** Build products do not depend on a copy, so all copies share them. */
export const buildDir = join(stateRoot, 'build');
export const defaultStateDir = (portBase: number): string => join(stateRoot, String(portBase));
