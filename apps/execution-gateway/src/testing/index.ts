export { engineBuild } from '../engine/build.ts';
export { newMemory } from '../engine/memory.ts';
export { recover } from '../engine/recover.ts';
export { writeSnapshot } from '../engine/snapshot.ts';
export { type Failpoint, failpoints } from '../failpoint.ts';
export { readJournal } from '../journal/read.ts';
export { createLine, type Line, type LineState, type OrderFrame } from '../line/line.ts';
export { openJournalledEngine } from './journalled-engine.ts';
export { inputsPerOrder, openOrderFlow } from './order-flow.ts';
