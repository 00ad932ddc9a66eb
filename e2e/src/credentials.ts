import { z } from 'zod';
import type { ApiClient } from './api.ts';

const createdShape = z.object({
	createTradingCredential: z.object({
		__typename: z.string(),
		code: z.string().optional(),
		message: z.string().optional(),
		secret: z.string().optional(),
		credential: z.object({ credentialId: z.string(), actsAs: z.string(), accounts: z.array(z.object({ id: z.string() })) }).optional(),
	}),
});
export const createCredential = async (api: ApiClient, input: Record<string, unknown>) =>
	(
		await api.request(
			`mutation($input: CreateTradingCredentialInput!) { createTradingCredential(input: $input) { __typename
				... on UserError { code message } ... on CreateTradingCredentialSuccess { secret credential { credentialId actsAs accounts { id } } } } }`,
			{ input: { name: 'a program', mayTrade: true, ordersPerSecond: 20, ...input } },
			createdShape,
		)
	).createTradingCredential;

const revokedShape = z.object({ revokeTradingCredential: z.object({ __typename: z.string(), code: z.string().optional() }) });
export const revokeCredential = async (api: ApiClient, credentialId: string) =>
	(
		await api.request(
			`mutation($credentialId: String!) { revokeTradingCredential(credentialId: $credentialId) { __typename ... on UserError { code } } }`,
			{ credentialId },
			revokedShape,
		)
	).revokeTradingCredential;

const listShape = z.object({
	tradingCredentials: z.array(z.object({ credentialId: z.string(), mayTrade: z.boolean(), revokedAt: z.string().nullable() })),
});
export const credentials = async (api: ApiClient) =>
	(await api.request('{ tradingCredentials { credentialId mayTrade revokedAt } }', {}, listShape)).tradingCredentials;
