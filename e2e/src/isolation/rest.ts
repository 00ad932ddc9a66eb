import { randomUUID } from 'node:crypto';
import { requestOf, routes } from '@meridian/api/rest';
import { z } from 'zod';
import { entries } from './entries/index.ts';
import type { Entry } from './entry.ts';

export type RestRoute = (typeof routes)[number];
export type RestSent = { readonly status: number; readonly body: string; readonly correlationId: string };

/** Every route with the entry of its field: what is walked over GraphQL is walked over REST. */
export const walkedRoutes: readonly (readonly [name: string, route: RestRoute, entry: Entry | undefined])[] = routes.map((route) => [
	`${route.method.toUpperCase()} ${route.path}`,
	route,
	entries[route.of === undefined ? route.field : `${route.field}(${route.of})`],
]);

export async function sendRest(
	url: string,
	input: {
		readonly route: RestRoute;
		readonly args: Record<string, unknown>;
		readonly token?: string | undefined;
		readonly correlationId?: string;
	},
): Promise<RestSent> {
	const { route, args, token, correlationId = randomUUID() } = input;
	const { path, query, body } = requestOf(route, args);
	const search = new URLSearchParams(
		Object.entries(query).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, String(one)])),
	);
	const response = await fetch(`${url}/v1${path}?${search}`, {
		method: route.method.toUpperCase(),
		headers: {
			...{ 'content-type': 'application/json', 'x-correlation-id': correlationId },
			...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
		},
		...(Object.keys(body).length === 0 ? {} : { body: JSON.stringify(body) }),
	});
	return { status: response.status, body: await response.text(), correlationId };
}

const answer = z.looseObject({ code: z.string().optional(), items: z.array(z.unknown()).optional() });

/** What an answer of REST amounts to: `done`, `nothing`, or the status and code of its problem. */
export function restOutcome({ status, body }: RestSent): string {
	const { code, items } = answer.parse(JSON.parse(body));
	if (status >= 400) return `${status} ${code}`;
	return items?.length === 0 ? 'nothing' : 'done';
}

/** 422 ORDER_DENIED is the engine's no, under the asker's own name. */
export const isRestDenial = (outcome: string): boolean => outcome === 'nothing' || /^(?:400|401|403|404|422) /.test(outcome);
