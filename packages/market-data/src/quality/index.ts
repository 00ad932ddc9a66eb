export { type BestQuote, BestQuotes } from './best.ts';
export { type QualityAction, type QualityConfig, type QualityRule, qualityConfig, qualityRules, ruleBit } from './config.ts';
export { QualityCounters, type QualityCounts } from './counters.ts';
export { type Gap, Normaliser } from './normaliser.ts';
export { Streams } from './streams.ts';
