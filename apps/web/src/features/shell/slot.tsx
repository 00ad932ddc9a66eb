'use client';

import { type ReactNode, useEffect, useState } from 'react';
import { createPortal } from 'react-dom';

/** What a room puts into the bar of the shell, beside the search. */
export function Slot({ children }: { children: ReactNode }) {
	const [place, setPlace] = useState<HTMLElement | null>(null);
	useEffect(() => setPlace(document.getElementById('m-slot')), []);
	return place && createPortal(children, place);
}
