import { useEffect, useState } from 'react';

/** The value as it was when it had not changed for so long: not every letter that is typed is a question. */
export function useSettled<T>(value: T, quietMs = 250): T {
	const [settled, setSettled] = useState(value);
	useEffect(() => {
		const timer = setTimeout(() => setSettled(value), quietMs);
		return () => clearTimeout(timer);
	}, [value, quietMs]);
	return settled;
}
