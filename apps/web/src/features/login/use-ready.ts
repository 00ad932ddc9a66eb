import { useEffect, useState } from 'react';

/**
 * False until the page's scripts answer. Until then a press would send the form as the browser does by itself: with what was typed, a
 * password among it, in the address.
 */
export function useReady(): boolean {
	const [ready, setReady] = useState(false);
	useEffect(() => setReady(true), []);
	return ready;
}
