import type { TenantSettings } from './tenant-settings.ts';

/** What an administrator may switch for their own people, each with what holds where nobody ever chose. Other flags are the platform's. */
export const tenantFeatures = { 'one-click-trading': true, 'guided-tour': true } as const satisfies Readonly<Record<string, boolean>>;
export type TenantFeature = keyof typeof tenantFeatures;
export const tenantFeatureNames = Object.keys(tenantFeatures) as readonly TenantFeature[];

/** Every one of them, as it is now. */
export const featuresOf = ({ flags }: Pick<TenantSettings, 'flags'>): { readonly name: TenantFeature; readonly enabled: boolean }[] =>
	tenantFeatureNames.map((name) => ({ name, enabled: flags[name] ?? tenantFeatures[name] }));
