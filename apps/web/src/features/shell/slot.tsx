'use client';

import { createContext, type ReactNode, useContext } from 'react';
import { createPortal } from 'react-dom';

/** The place in the bar as it stands now: told by the shell, since it is drawn anew where the page is. */
export const SlotPlace = createContext<HTMLElement | null>(null);

/** What a room puts into the bar of the shell, beside the search. */
export function Slot({ children }: { children: ReactNode }) {
	const place = useContext(SlotPlace);
	return place && createPortal(children, place);
}
