export { type BadRow, readBadRows } from './bad-rows.ts';
export type { Tally } from './checkpoint.ts';
export { type FileFacts, factsOfPath } from './facts.ts';
export { type CsvMapping, csvMapping } from './formats/csv.ts';
export { type FormatName, formatName, formatNames, formats } from './formats/index.ts';
export { type Preview, type PreviewRow, preview } from './preview.ts';
export { type ImportPlan, type ImportSettings, importSettings, planOf } from './request.ts';
export { type BadRowKind, badRowKinds, badRowTexts, ImportError } from './rows.ts';
export { badRows, type ImportInput, type ImportProgress, type ImportReport, importFile, importReport, seriesOfPlan } from './run.ts';
