'use client';

import { useRouter } from 'next/navigation';
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import type { Word, Words } from '../i18n/words';
import { type Format, formatter } from './format';
import { type Look, writeLook } from './look';

type LookValue = {
	readonly look: Look;
	/** Chooses, remembers, and shows it at once. */
	readonly choose: (change: Partial<Look>) => void;
	/** The words of the person's language; {names} are filled in. */
	readonly t: (word: Word, values?: Readonly<Record<string, string | number>>) => string;
	readonly format: Format;
};
const Context = createContext<LookValue | null>(null);

/** @throws outside of LookProvider, which the root layout has. */
export function useLook(): LookValue {
	const value = useContext(Context);
	if (value === null) throw new Error('useLook needs the LookProvider of the root layout');
	return value;
}

export function LookProvider(props: { look: Look; words: Words; children: ReactNode }) {
	const { words } = props;
	const [look, setLook] = useState(props.look);
	const router = useRouter();
	const value = useMemo<LookValue>(
		() => ({
			look,
			choose(change) {
				const next = { ...look, ...change };
				// biome-ignore lint/suspicious/noDocumentCookie: the server reads it for the first paint; cookieStore is not in every browser.
				document.cookie = writeLook(next);
				const { dataset } = document.documentElement;
				dataset.theme = next.theme;
				dataset.density = next.density;
				dataset.updown = next.updown;
				setLook(next);
				if (next.locale !== look.locale) router.refresh();
			},
			t: (word, values = {}) => words[word].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole)),
			format: formatter(look),
		}),
		[look, words, router],
	);
	return <Context.Provider value={value}>{props.children}</Context.Provider>;
}
