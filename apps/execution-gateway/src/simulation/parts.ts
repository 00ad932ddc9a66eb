/** What other simulated worlds are made of. */
export { type Chance, chanceOf } from './chance.ts';
export { SimClient } from './client.ts';
export { keyOf, type SimAccount, simAccounts, simInstruments } from './config.ts';
export { SimDisk } from './disk.ts';
export { masterKey, type SimGateway, startGateway } from './gateway.ts';
export { Liberties } from './liberties.ts';
export type { Mutation } from './mutation.ts';
export { type End, SimNet } from './net.ts';
export { SimProcess, startedAtMs } from './process.ts';
export { Schedule } from './schedule.ts';
