/** Channel of all tenants: the id of one whose wish for live features has changed. The rows are the truth: who misses a word looks again soon. */
export const liveFeaturesChannel = 'features:changed';
