'use client';

import { Fragment, type ReactNode } from 'react';
import type { Word } from '../i18n/words';
import { useLook } from './look-context';

/** A sentence with more than text in it: each {name} becomes its part, wherever a language puts it. */
export function Rich({ word, parts }: { word: Word; parts: Readonly<Record<string, ReactNode>> }) {
	const { t } = useLook();
	// Odd pieces are the names.
	return t(word)
		.split(/\{(\w+)\}/)
		.map((piece, at) => (
			// biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one sentence never move.
			<Fragment key={at}>{at % 2 === 1 ? parts[piece] : piece}</Fragment>
		));
}
