export { type BuildInput, buildAddon, NoAddon } from './build.ts';
export { type LoadInput, loadNative } from './load.ts';
export { nodeOnly } from './node/index.ts';
export { startMark } from './start-mark.ts';
export * from './types.ts';
