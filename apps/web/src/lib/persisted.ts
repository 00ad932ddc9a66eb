import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

const known = new Map<string, string>();

/** The id of a document, as GraphQL over HTTP names it. The portal's build writes all of them down for the API. */
export function documentId(text: string): string {
	const found = known.get(text);
	if (found !== undefined) return found;
	// Of a library: a browser's own is there on secure pages alone, and answers later.
	const made = `sha256:${bytesToHex(sha256(utf8ToBytes(text)))}`;
	known.set(text, made);
	return made;
}

export type Wanted = 'id' | 'text';
/** What names a document in a request. */
export const wanted = (text: string, how: Wanted): { readonly query?: string; readonly documentId?: string } =>
	how === 'id' ? { documentId: documentId(text) } : { query: text };

let texts = false;
/** Whether this page sends texts, because its API knows none of its documents. */
export const sendsTexts = (now?: boolean): boolean => {
	texts = now ?? texts;
	return texts;
};

const hasCode = (errors: unknown, code: string): boolean =>
	Array.isArray(errors) && errors.some((error: { extensions?: { code?: unknown } } | null) => error?.extensions?.code === code);
export const documentIdUnknown = (errors: unknown): boolean => hasCode(errors, 'PERSISTED_DOCUMENT_NOT_FOUND');
export const documentsOnly = (errors: unknown): boolean => hasCode(errors, 'PERSISTED_DOCUMENT_ONLY');
