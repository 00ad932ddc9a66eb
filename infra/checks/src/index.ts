export { type Check, gitTree, plantedTree, type Tree } from './tree.ts';
