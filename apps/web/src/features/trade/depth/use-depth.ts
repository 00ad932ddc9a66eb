import { useEffect, useMemo } from 'react';
import { documents } from '../../../lib/documents';
import { useMeridian } from '../../shell/session';
import { type Depth, DepthStore } from './depth-store';

/** The book of one instrument at one account's broker; another place begins with none. */
export function useDepth(accountId: string, instrumentId: string): DepthStore {
	const { api } = useMeridian();
	// biome-ignore lint/correctness/useExhaustiveDependencies: the book of another place must not be shown for a moment under its name.
	const store = useMemo(() => new DepthStore(), [accountId, instrumentId]);
	useEffect(
		() => api.subscribe<{ depth: Depth }>(documents.depth, ({ depth }) => store.push(depth), { accountId, instrumentId }),
		[api, store, accountId, instrumentId],
	);
	return store;
}
