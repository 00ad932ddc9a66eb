import { useCallback, useSyncExternalStore } from 'react';
import type { AccountWorth } from '../../lib/types';
import { useDesk } from './desk-context';

/** What an account is worth now; who asks is drawn anew when it changes, and nobody else. Undefined until it is known. */
export function useWorth(accountId: string): AccountWorth | undefined {
	const { worths } = useDesk().data;
	const subscribe = useCallback((listener: () => void) => worths.on(accountId, listener), [worths, accountId]);
	const now = () => worths.get(accountId);
	return useSyncExternalStore(subscribe, now, now);
}
