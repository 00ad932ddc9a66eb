import { useCallback, useEffect, useRef, useState } from 'react';
import { useMeridian } from '../shell/session';

type Page<Row> = {
	readonly page: {
		readonly edges: readonly { readonly cursor: string; readonly node: Row }[];
		readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
	};
};
export type Edge<Row> = Page<Row>['page']['edges'][number];
/** Of the API: more at a time are not given. */
const exportPage = 200;
const exportMost = 20_000;

/** A list that is read a page at a time, the newest first; `variables` by value. Read anew when they change, and after a reconnect. */
export function usePages<Row>(query: string, variables: Record<string, unknown>) {
	const { api, connection } = useMeridian();
	const [edges, setEdges] = useState<readonly Edge<Row>[]>();
	const [next, setNext] = useState<string | null>(null);
	const [failure, setFailure] = useState('');
	const [busy, setBusy] = useState(false);
	const asked = JSON.stringify(variables);
	const newest = useRef(0);
	const read = useCallback(
		async (input: { readonly after: string | null; readonly first: number }) =>
			(await api.request<Page<Row>>(query, { ...JSON.parse(asked), ...input })).page,
		[api, query, asked],
	);
	const load = useCallback(
		async (after: string | null) => {
			const mine = ++newest.current;
			setBusy(true);
			try {
				const page = await read({ after, first: 50 });
				if (mine !== newest.current) return;
				setEdges((old) => (after === null ? page.edges : [...(old ?? []), ...page.edges]));
				setNext(page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null);
				setFailure('');
			} catch (error) {
				if (mine === newest.current) setFailure(error instanceof Error ? error.message : String(error));
			} finally {
				if (mine === newest.current) setBusy(false);
			}
		},
		[read],
	);
	// biome-ignore lint/correctness/useExhaustiveDependencies: a reconnect is a reason to read anew.
	useEffect(() => void load(null), [load, connection]);
	/** All that is asked for, not only what is on the page; `cut` where there is more than a file should hold. */
	const all = async (): Promise<{ readonly rows: readonly Row[]; readonly cut: boolean }> => {
		const rows: Row[] = [];
		let after: string | null = null;
		do {
			const page: Page<Row>['page'] = await read({ after, first: exportPage });
			rows.push(...page.edges.map(({ node }) => node));
			after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
		} while (after !== null && rows.length < exportMost);
		return { rows, cut: after !== null };
	};
	return { edges, failure, busy, older: next === null ? null : () => void load(next), reload: () => void load(null), all };
}
export type Pages<Row> = ReturnType<typeof usePages<Row>>;
