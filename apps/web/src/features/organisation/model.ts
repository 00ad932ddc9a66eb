import type { FeatureName } from '../../lib/types';

export type Feature = { readonly name: FeatureName; readonly enabled: boolean };
export type Organisation = {
	readonly name: string;
	readonly slug: string;
	readonly baseCurrency: string;
	readonly displayName: string;
	readonly accentColour: string | null;
	readonly features: readonly Feature[];
};
