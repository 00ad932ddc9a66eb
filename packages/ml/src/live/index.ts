export {
	type FollowedStream,
	featureStateKey,
	type LiveEntry,
	LiveFeatures,
	type SnapshotStore,
	streamOf,
} from './live-features.ts';
export { liveFeaturesChannel } from './wake.ts';
