import { useEffect, useMemo } from 'react';
import { documents } from '../../lib/documents';
import { QuoteStore } from '../../lib/quotes';
import type { Quote } from '../../lib/types';
import { useMeridian } from '../shell/session';

/** Quotes of all instruments, as long as the page is open. */
export function useQuotes(): QuoteStore {
	const { api } = useMeridian();
	const store = useMemo(() => new QuoteStore(), []);
	useEffect(() => api.subscribe<{ quotes: Quote[] }>(documents.quotesTimed, ({ quotes }) => store.push(quotes)), [api, store]);
	return store;
}
