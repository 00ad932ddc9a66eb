import { readFileSync, statSync } from 'node:fs';
import type { GraphQLError } from 'graphql';
import { z } from 'zod';
import type { AuthState } from '../context.ts';
import { apiError } from '../graphql/errors.ts';

/** The portal's documents by their ids, `sha256:<hex of the text>`, as its build writes them. */
const manifest = z.record(z.string().regex(/^sha256:[0-9a-f]{64}$/), z.string());
/** So seldom a file that may have been replaced is looked at. */
const lookMs = 1_000;

export type Asked = { readonly query?: unknown; readonly documentId?: unknown };
export type Resolved = { readonly query: string } | { readonly refused: GraphQLError };

/** The portal's own people, operators who look in among them; programs and apps are somebody else's. */
const usesPortal = (auth: AuthState): boolean =>
	auth.kind === 'operator' || (auth.kind === 'viewer' && !auth.viewer.isProgram && auth.viewer.delegated?.by !== 'APP');

/**
 * Which document a request is for: by its text, or by the id of one of the portal's. Where only the portal's are taken from its sessions, a token
 * that was stolen from a browser asks for nothing that the portal does not ask for. Programs and apps send what they like, within the limits of cost.
 */
export class PersistedDocuments {
	readonly #file: string | null;
	readonly #onlyTheirs: boolean;
	#known: ReadonlyMap<string, string> = new Map();
	#readMs = Number.NEGATIVE_INFINITY;
	#changedMs = 0;

	/** @param input.file null: there are none */
	constructor(input: { readonly file: string | null; readonly onlyTheirs: boolean }) {
		this.#file = input.file;
		this.#onlyTheirs = input.onlyTheirs;
	}

	resolve({ query, documentId }: Asked, auth: AuthState): Resolved {
		const isGiven = typeof query === 'string' && query !== '';
		if (documentId === undefined || documentId === null) {
			if (this.#onlyTheirs && usesPortal(auth)) return { refused: freeDocument() };
			// What is no text is refused by whoever reads it, in its own words.
			return { query: isGiven ? query : '' };
		}
		if (isGiven) return { refused: apiError('BAD_REQUEST', 'Send either "query" or "documentId", not both.') };
		const text = typeof documentId === 'string' ? this.#find(documentId) : undefined;
		return text === undefined ? { refused: notFound() } : { query: text };
	}

	#find(documentId: string): string | undefined {
		const known = this.#known.get(documentId);
		if (known !== undefined) return known;
		this.#read();
		return this.#known.get(documentId);
	}

	/** A portal that was built anew has others: the file is read again when it has changed. */
	#read(): void {
		const nowMs = performance.now();
		if (this.#file === null || nowMs - this.#readMs < lookMs) return;
		this.#readMs = nowMs;
		try {
			const changedMs = statSync(this.#file).mtimeMs;
			if (changedMs === this.#changedMs) return;
			this.#known = new Map(Object.entries(manifest.parse(JSON.parse(readFileSync(this.#file, 'utf8')))));
			this.#changedMs = changedMs;
		} catch {
			// Not built yet, or being written: whoever asks is told that it is not there, and asks again.
		}
	}
}

const notFound = (): GraphQLError =>
	apiError('PERSISTED_DOCUMENT_NOT_FOUND', 'There is no document with this id. The portal was renewed: load the page again.');
const freeDocument = (): GraphQLError =>
	apiError(
		'PERSISTED_DOCUMENT_ONLY',
		'Sessions of the portal send the ids of its own documents. For documents of your own, make a program with access of its own (Programs).',
	);
