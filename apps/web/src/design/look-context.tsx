'use client';

import { useRouter } from 'next/navigation';
import { createContext, type ReactNode, useContext, useLayoutEffect, useMemo, useState } from 'react';
import { speak, type Translate, translator } from '../i18n/said';
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
	readonly code: (group: string, code: string, otherwise?: string) => string;
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
	const t = useMemo(() => translator(words), [words]);
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
			code: (group, code, otherwise) => (words as Readonly<Record<string, string>>)[`${group}.${code}`] ?? otherwise ?? spelled(code),
			format: formatter(look),
		}),
		[look, words, t, router],
	);
	return <Context.Provider value={value}>{props.children}</Context.Provider>;
}

/** `RISK_OFFICER` is "risk officer", `ordersPerDay` is "orders per day". */
const spelled = (code: string): string =>
	(/[a-z]/.test(code) ? code.replaceAll(/[A-Z]/g, (letter) => ` ${letter}`) : code.replaceAll('_', ' ')).toLowerCase();
