export * from './bars/index.ts';
export * from './cache/index.ts';
export * from './calendar/index.ts';
export { prepareTicks } from './prepare.ts';
export * from './quality/index.ts';
export { type BadRowKind, badRowKinds, badRows, describeReport, type TickFileReport } from './report.ts';
export * from './tick/index.ts';
export { type FileTick, readTickFile, TickFileError } from './tick-file.ts';
