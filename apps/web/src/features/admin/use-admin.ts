import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { requestApi } from '../../lib/api';
import { tokenSource } from '../../lib/token';
import type { UserError } from '../../lib/types';

export type AdminInput = { apiUrl: string; token: string; expiresAtMs: number };
type Answer = UserError & Record<string, unknown>;
/** A mutation's own answer, or null where it was refused: then the page says why. */
export type Act = (query: string, variables?: Record<string, unknown>) => Promise<Answer | null>;

/**
 * What every page of administration does: reads one document, acts, reads again. An act that wants a fresh proof waits while the page asks for
 * one, and is then sent again.
 */
export function useAdmin<T>(input: AdminInput, query: string, variables?: Record<string, unknown>) {
	const { apiUrl: url, token: first, expiresAtMs } = input;
	const token = useMemo(() => tokenSource({ token: first, expiresAtMs }), [first, expiresAtMs]);
	const [data, setData] = useState<T>();
	const [failure, setFailure] = useState('');
	const [asksProof, setAsksProof] = useState(false);
	const proved = useRef<((done: boolean) => void) | null>(null);

	const request = useCallback(
		<R>(text: string, variables: Record<string, unknown> = {}) => requestApi<R>({ url, token }, { query: text, variables }),
		[url, token],
	);
	// As text: an equal object is no other question.
	const given = JSON.stringify(variables ?? {});
	const reload = useCallback(async () => {
		try {
			setData(await request<T>(query, JSON.parse(given)));
		} catch (error) {
			setFailure(error instanceof Error ? error.message : String(error));
		}
	}, [request, query, given]);
	useEffect(() => void reload(), [reload]);

	const act = useCallback<Act>(
		async (text, variables = {}) => {
			setFailure('');
			try {
				for (;;) {
					const [answer] = Object.values(await request<Record<string, Answer>>(text, variables));
					if (answer?.code === 'PROOF_REQUIRED') {
						setAsksProof(true);
						const done = await new Promise<boolean>((resolve) => {
							proved.current = resolve;
						});
						setAsksProof(false);
						if (done) continue;
						return null;
					}
					if (answer?.code !== undefined) {
						setFailure(answer.message ?? answer.code);
						return null;
					}
					await reload();
					return answer ?? null;
				}
			} catch (error) {
				setFailure(error instanceof Error ? error.message : String(error));
				return null;
			}
		},
		[request, reload],
	);
	const proof = { open: asksProof, request, done: (ok: boolean) => proved.current?.(ok) };
	return { data, failure, act, proof };
}
export type ProofState = ReturnType<typeof useAdmin>['proof'];
