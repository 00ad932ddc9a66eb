import type { FeatureSetDefinition } from '../features/definition.ts';
import { directionFeatures } from '../report/direction.ts';

/** Sets that every tenant has; their names are taken. */
export const builtInFeatureSets: readonly FeatureSetDefinition[] = [directionFeatures];

export const builtInFeatureSet = (of: { readonly name: string; readonly version: number }): FeatureSetDefinition | undefined =>
	builtInFeatureSets.find(({ name, version }) => name === of.name && version === of.version);
