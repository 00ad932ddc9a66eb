import { z } from 'zod';
import type { ApiClient } from './api.ts';

const made = z.object({ createAlert: z.object({ __typename: z.string(), alertId: z.string().optional() }) });

/** Makes an alert. @returns its id. @throws where it was refused */
export async function createAlert(api: ApiClient, input: Readonly<Record<string, unknown>>): Promise<string> {
	const document = 'mutation($input: AlertInput!) { createAlert(input: $input) { __typename ... on Alert { alertId } } }';
	const { createAlert: answer } = await api.request(document, { input }, made);
	if (answer.alertId === undefined) throw new Error(`no alert: ${JSON.stringify(answer)}`);
	return answer.alertId;
}

const fired = z.object({ alertEvents: z.array(z.object({ alert: z.object({ alertId: z.string() }) })) });

/** Ids of the alerts that fired, newest first. */
export async function firedAlerts(api: ApiClient): Promise<string[]> {
	const { alertEvents } = await api.request('{ alertEvents(first: 200) { alert { alertId } } }', {}, fired);
	return alertEvents.map(({ alert }) => alert.alertId);
}
