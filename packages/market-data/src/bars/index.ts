export type { Bar } from './bar.ts';
export { BarBook, type BarBookInput, type BarListener } from './book.ts';
export { Buckets } from './buckets.ts';
export { applyCorrections, BarCollector, barsOfBars, buildBars } from './build.ts';
export { joinBars } from './merge.ts';
export { type BarPrice, type BarRule, type BarSpec, barSpec, barSpecName, parseBarSpec, priceMultiple } from './spec.ts';
