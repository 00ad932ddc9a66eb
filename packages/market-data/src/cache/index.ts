export { type CacheMemory, type CacheSize, createCacheMemory } from './layout.ts';
export { type CachedStream, type CachedTick, TickCacheReader } from './reader.ts';
export { memoryTier, redisTier, type Tier, TieredReads } from './tiers.ts';
export { TickCacheWriter } from './writer.ts';
