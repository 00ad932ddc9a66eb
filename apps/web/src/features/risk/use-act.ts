import { useCallback, useRef, useState } from 'react';
import type { UserError } from '../../lib/types';
import { useMeridian } from '../shell/session';

type Answer = UserError & Record<string, unknown>;

/** One act after the other over the shell's line. One that wants a fresh proof waits while the page asks for it, and is then sent again. */
export function useAct(after: () => void) {
	const { api } = useMeridian();
	const [failure, setFailure] = useState('');
	const [busy, setBusy] = useState(false);
	const [asksProof, setAsksProof] = useState(false);
	const proved = useRef<((done: boolean) => void) | null>(null);
	const act = useCallback(
		async (query: string, variables: Record<string, unknown>): Promise<Answer | null> => {
			setFailure('');
			setBusy(true);
			try {
				for (;;) {
					const [answer] = Object.values(await api.request<Record<string, Answer>>(query, variables));
					if (answer?.code === 'PROOF_REQUIRED') {
						setAsksProof(true);
						const isDone = await new Promise<boolean>((resolve) => {
							proved.current = resolve;
						});
						setAsksProof(false);
						if (isDone) continue;
						return null;
					}
					if (answer?.code === undefined) return answer ?? null;
					setFailure(answer.message ?? answer.code);
					return null;
				}
			} catch (error) {
				setFailure(error instanceof Error ? error.message : String(error));
				return null;
			} finally {
				setBusy(false);
				after();
			}
		},
		[api, after],
	);
	const proof = { open: asksProof, request: api.request, done: (ok: boolean) => proved.current?.(ok) };
	return { act, busy, failure, proof };
}
export type Acts = ReturnType<typeof useAct>;
