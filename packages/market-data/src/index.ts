export { prepareTicks } from './prepare.ts';
export { type BadRowKind, badRowKinds, badRows, describeReport, type TickFileReport } from './report.ts';
export * from './tick/index.ts';
export { type FileTick, readTickFile, TickFileError } from './tick-file.ts';
