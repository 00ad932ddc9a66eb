export { type FeatureKey, OfflineFeatures } from './offline.ts';
export { type FeatureCache, type FeatureStream, featureRowKey, OnlineFeatures, type OnlineRow } from './online.ts';
