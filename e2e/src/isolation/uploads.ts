import { z } from 'zod';
import type { ApiClient } from '../api.ts';
import { until } from '../wait.ts';

export const importSettings = {
	venue: 'ISOLATION',
	instrument: 'EURUSD',
	format: 'lean-ticks',
	zone: 'UTC',
	base: '2024-01-02',
	priceDigits: 5,
};

/** Sends a file that waits to be imported. @returns the import's id */
export async function uploadFile(url: string, input: { readonly token: string; readonly text: string }): Promise<string> {
	const response = await fetch(`${url}/imports/files?name=quotes.csv`, {
		method: 'PUT',
		headers: { authorization: `Bearer ${input.token}` },
		body: input.text,
	});
	return z.object({ importId: z.string() }).parse(await response.json()).importId;
}

const outcome = z.object({ dataImport: z.object({ status: z.string(), error: z.string().nullable() }).nullable() });

/** Has the worker import it, to its end. */
export async function importToEnd(api: ApiClient, importId: string): Promise<void> {
	const start =
		'mutation($importId: String!, $settings: ImportSettingsInput!) { startDataImport(importId: $importId, settings: $settings) { __typename } }';
	await api.request(start, { importId, settings: importSettings }, z.unknown());
	await until('the import to end', async () => {
		const { dataImport } = await api.request(
			'query($importId: String!) { dataImport(importId: $importId) { status error } }',
			{ importId },
			outcome,
		);
		if (dataImport?.status === 'FAILED') throw new Error(`the import failed: ${dataImport.error}`);
		return dataImport?.status === 'DONE';
	});
}
