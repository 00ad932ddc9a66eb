import { useSyncExternalStore } from 'react';

const query = '(max-width: 820px)';

/** A phone, or a window as narrow as one. The server takes it for a desk. */
export const useNarrow = (): boolean =>
	useSyncExternalStore(
		(listener) => {
			const media = window.matchMedia(query);
			media.addEventListener('change', listener);
			return () => media.removeEventListener('change', listener);
		},
		() => window.matchMedia(query).matches,
		() => false,
	);
