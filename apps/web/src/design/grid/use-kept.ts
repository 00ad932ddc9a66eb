import { useEffect, useState } from 'react';

/** State that this browser remembers. What can't be read counts as never kept; `fallback` gives the shape, its first value counts. */
export function useKept<T extends object>(name: string, fallback: T): readonly [T, (next: T) => void] {
	const key = `meridian:${name}`;
	const [value, setValue] = useState(fallback);
	// After the first paint: the server, which has no storage, must draw the same.
	useEffect(() => {
		const found = read(key);
		if (found !== null) setValue((first) => ({ ...first, ...found }));
	}, [key]);
	return [
		value,
		(next) => {
			setValue(next);
			try {
				localStorage.setItem(key, JSON.stringify(next));
			} catch {
				// Full or forbidden: then it holds for as long as the page is open.
			}
		},
	];
}

function read(key: string): object | null {
	try {
		const found: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
		return typeof found === 'object' && !Array.isArray(found) ? found : null;
	} catch {
		return null;
	}
}
