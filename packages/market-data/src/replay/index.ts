export { TickDigest } from './digest.ts';
export { FeedFile } from './feed-file.ts';
export { mergeByTime } from './merge.ts';
export { type ReplayClock, type ReplayInput, replay } from './replay.ts';
