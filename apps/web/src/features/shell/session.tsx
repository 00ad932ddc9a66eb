'use client';

import { createContext, type ReactNode, use, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { BrandStyle } from '../../design/brand-style';
import type { Branding } from '../../design/branding';
import { type Api, connectApi, type Line } from '../../lib/api';
import { documents } from '../../lib/documents';
import type { PageSession } from '../../lib/page-session';
import { tokenSource } from '../../lib/token';
import type { FeatureName, Tenant, Viewer } from '../../lib/types';

export type Who = { readonly me: Viewer; readonly tenant: Tenant };
/** `first`: who is here, as the server has read it for the page; null: nobody of a tenant, or not known yet. */
export type SessionInfo = PageSession & {
	readonly operator: boolean;
	readonly branding: Branding;
	readonly first: Promise<Who | null> | null;
};
type Meridian = {
	/** The one line of this page to the API; every room speaks over it. */
	readonly api: Api;
	readonly apiUrl: string;
	readonly line: Line;
	/** Grows with every reconnect: what was read before may have holes, read it anew. */
	readonly connection: number;
	readonly operator: boolean;
	/** Null until it is known. */
	readonly viewer: Viewer | null;
	readonly tenant: Tenant | null;
	readonly may: (permission: string) => boolean;
	/** Of those that an administrator may switch; on until it is known. */
	readonly has: (feature: FeatureName) => boolean;
	/** The organisation as it calls itself; null until it is known, and of an operator. */
	readonly brandName: string | null;
	/** Reads anew who is here and how the organisation is set up. */
	readonly refresh: () => void;
};
const Context = createContext<Meridian | null>(null);

/** Who is here, and the line to the API. @throws outside of the shell. */
export function useMeridian(): Meridian {
	const value = useContext(Context);
	if (value === null) throw new Error('useMeridian needs the shell around it');
	return value;
}

export function MeridianProvider({ session, children }: { session: SessionInfo; children: ReactNode }) {
	const { apiUrl, token: first, expiresAtMs, operator, branding } = session;
	const [line, setLine] = useState<Line>({ online: true });
	const [connection, setConnection] = useState(0);
	const [asked, setAsked] = useState(0);
	const brought = session.first === null ? null : use(session.first);
	const [known, setKnown] = useState(brought);
	const api = useMemo(() => {
		const token = tokenSource({ token: first, expiresAtMs });
		return connectApi({ url: apiUrl, token, onLine: setLine, onReconnect: () => setConnection((n) => n + 1) });
	}, [apiUrl, first, expiresAtMs]);
	useEffect(() => () => api.close(), [api]);
	useEffect(() => {
		if (operator || (brought !== null && asked === 0)) return;
		let gone = false;
		api.request<Who>(documents.viewer).then(
			(who) => gone || setKnown(who),
			() => undefined,
		);
		return () => {
			gone = true;
		};
	}, [api, operator, brought, asked]);
	const value = useMemo<Meridian>(
		() => ({
			...{ api, apiUrl, line, connection, operator, viewer: known?.me ?? null, tenant: known?.tenant ?? null },
			may: (permission) => known?.me.permissions.includes(permission) ?? false,
			has: (feature) => known?.tenant.features.find(({ name }) => name === feature)?.enabled ?? true,
			brandName: known?.tenant.displayName ?? branding.name,
			refresh: () => setAsked((n) => n + 1),
		}),
		[api, apiUrl, line, connection, operator, known, branding.name],
	);
	const now = known?.tenant;
	return (
		<Context.Provider value={value}>
			{/* What is painted first is of the log-in or its last renewal; what was changed since comes with the first answer. */}
			<BrandStyle branding={now === undefined ? branding : { name: now.displayName, accent: now.accentColour }} />
			{children}
		</Context.Provider>
	);
}

export type Asked<T> = { readonly data: T | undefined; readonly failure: string; readonly reload: () => Promise<void> };

/** One document, read at once, after every reconnect, and when told. `variables` by value. `everyMs`: again and again. */
export function useQuery<T>(
	query: string,
	input: { readonly variables?: Record<string, unknown>; readonly everyMs?: number } = {},
): Asked<T> {
	const { api, connection } = useMeridian();
	const [data, setData] = useState<T>();
	const [failure, setFailure] = useState('');
	const variables = JSON.stringify(input.variables ?? {});
	const newest = useRef(0);
	const reload = useCallback(async () => {
		const mine = ++newest.current;
		try {
			const answer = await api.request<T>(query, JSON.parse(variables));
			if (mine !== newest.current) return;
			setData(answer);
			setFailure('');
		} catch (error) {
			if (mine === newest.current) setFailure(error instanceof Error ? error.message : String(error));
		}
	}, [api, query, variables]);
	// biome-ignore lint/correctness/useExhaustiveDependencies: a reconnect is a reason to read anew.
	useEffect(() => {
		void reload();
		if (input.everyMs === undefined) return;
		const timer = setInterval(() => void reload(), input.everyMs);
		return () => clearInterval(timer);
	}, [reload, connection, input.everyMs]);
	return { data, failure, reload };
}
