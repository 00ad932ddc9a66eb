import { useCallback, useEffect, useMemo, useState } from 'react';
import type { PageSession } from '../../lib/page-session';
import { tokenSource } from '../../lib/token';

export type LimitValue = { name: string; value: string | null; used: string | null };
export type LimitChange = {
	changeId: number;
	baseVersion: number;
	proposedBy: string;
	isOwn: boolean;
	proposedAt: string;
	values: { name: string; value: string | null }[];
};
export type LimitSet = { level: string; subjectId: number; name: string; version: number; limits: LimitValue[]; pending: LimitChange[] };
type Data = { me: { permissions: string[] }; limits: LimitSet[] };

const query = `{
	me { permissions }
	limits {
		level subjectId name version
		limits { name value used }
		pending { changeId baseVersion proposedBy isOwn proposedAt values { name value } }
	}
}`;
const answer = '{ __typename ... on UserError { message } }';
const mutations = {
	setLimits: `mutation ($input: SetLimitsInput!) { answer: setLimits(input: $input) ${answer} }`,
	decideLimits: `mutation ($input: DecideLimitsInput!) { answer: decideLimits(input: $input) ${answer} }`,
};

/** Limits as they are now, read anew after each act; what went wrong, in the API's words. */
export function useLimits(input: PageSession) {
	const { apiUrl, token: first, expiresAtMs } = input;
	const token = useMemo(() => tokenSource({ token: first, expiresAtMs }), [first, expiresAtMs]);
	const [data, setData] = useState<Data>();
	const [failure, setFailure] = useState('');

	const request = useCallback(
		async <T>(text: string, variables: Record<string, unknown> = {}): Promise<T> => {
			const response = await fetch(`${apiUrl}/graphql`, {
				method: 'POST',
				headers: { 'content-type': 'application/json', authorization: `Bearer ${await token()}` },
				body: JSON.stringify({ query: text, variables }),
			});
			const body = (await response.json()) as { data?: T; errors?: { message: string; extensions?: { code?: string } }[] };
			const error = body.errors?.[0];
			if (error?.extensions?.code === 'TOKEN_EXPIRED') window.location.assign('/login?expired=1');
			if (error || body.data === undefined) throw new Error(error?.message ?? 'Meridian gave no answer.');
			return body.data;
		},
		[apiUrl, token],
	);
	const load = useCallback(async () => {
		try {
			setData(await request<Data>(query));
		} catch (error) {
			setFailure(error instanceof Error ? error.message : String(error));
		}
	}, [request]);
	useEffect(() => void load(), [load]);

	/** True where it was done. */
	const act = async (name: keyof typeof mutations, variables: Record<string, unknown>): Promise<boolean> => {
		setFailure('');
		let done = false;
		try {
			const { answer: result } = await request<{ answer: { message?: string } }>(mutations[name], { input: variables });
			done = result.message === undefined;
			if (result.message !== undefined) setFailure(result.message);
		} catch (error) {
			setFailure(error instanceof Error ? error.message : String(error));
		}
		await load();
		return done;
	};
	return { data, failure, act };
}
