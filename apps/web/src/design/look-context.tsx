'use client';

import { useRouter } from 'next/navigation';
import { createContext, type ReactNode, useContext, useLayoutEffect, useMemo, useState } from 'react';
import { type Coded, coder, speak, type Translate, translator } from '../i18n/said';
import type { Words } from '../i18n/words';
import { type Format, formatter } from './format';
import { type Look, writeLook } from './look';

type LookValue = {
	readonly look: Look;
	/** Chooses, remembers, and shows it at once. */
	readonly choose: (change: Partial<Look>) => void;
	/** The words of the person's language; {names} are filled in. */
	readonly t: Translate;
	/** A code of the API as this person reads it: `code('role', 'RISK_OFFICER')`. One that has no words yet is spelled out, or told as `otherwise`. */
	readonly code: Coded;
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
	// The same functions until the language is another: what depends on them is not done anew for a theme.
	const { t, code } = useMemo(() => ({ t: translator(words), code: coder(words) }), [words]);
	// Before any effect of what is inside asks for something that may fail.
	useLayoutEffect(() => speak(t), [t]);
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
			t,
			code,
			format: formatter(look),
		}),
		[look, t, code, router],
	);
	return <Context.Provider value={value}>{props.children}</Context.Provider>;
}
