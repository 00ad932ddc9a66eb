import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueToken } from '@meridian/auth';
import { connectAdmin, openTestSession } from '@meridian/db/testing';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import WebSocket from 'ws';
import { z } from 'zod';
import { startTestApi, type TestApi } from './support.ts';

const documents = { me: 'query Me { me { email } }', quotes: 'subscription Quotes { quotes { bid } }' };
const idOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const codesOf = (errors: unknown) =>
	z
		.array(z.looseObject({ extensions: z.looseObject({ code: z.string() }) }))
		.parse(errors)
		.map(({ extensions }) => extensions.code);

describe('documents of the portal', () => {
	let it: TestApi;
	let folder: string;
	let file: string;
	const tokens = new Map<string, string>();

	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), 'meridian-documents-'));
		file = join(folder, 'persisted.json');
		write([documents.me, documents.quotes]);
		it = await startTestApi({ redisDb: 3, env: { portalDocuments: { file, onlyTheirs: true } } });
		const client = await connectAdmin(it.database.adminUrl);
		try {
			const found = await client.query<{ email: string; user_id: number; tenant_id: number }>(
				'SELECT u.email, m.user_id, m.tenant_id FROM platform.memberships m JOIN platform.users u ON u.id = m.user_id',
			);
			for (const { email, user_id: userId, tenant_id: tenantId } of found.rows) {
				const sessionId = await openTestSession(it.database.adminUrl, { userId, tenantId });
				tokens.set(email, (await issueToken(it.env.authSecret, { userId, tenantId, role: 'TRADER', sessionId })).token);
				if (email !== 'trader@aurora.example') continue;
				const program = await openTestSession(it.database.adminUrl, { userId, tenantId });
				await client.query(`UPDATE platform.sessions SET methods = '{client_secret}' WHERE id = $1`, [program]);
				tokens.set('a program', (await issueToken(it.env.authSecret, { userId, tenantId, role: 'TRADER', sessionId: program })).token);
			}
		} finally {
			await client.end();
		}
	}, 240_000);
	afterAll(async () => {
		await it?.close();
		rmSync(folder, { recursive: true, force: true });
	});

	/** As the portal's build does; each time as a file that is newer. */
	let written = 0;
	function write(texts: readonly string[]) {
		writeFileSync(file, JSON.stringify(Object.fromEntries(texts.map((text) => [idOf(text), text]))));
		written += 1;
		utimesSync(file, 1_700_000_000 + written, 1_700_000_000 + written);
	}
	const post = async (body: unknown, person = 'trader@aurora.example') => {
		const token = tokens.get(person);
		const response = await fetch(`${it.url}/graphql`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
			body: JSON.stringify(body),
		});
		return {
			status: response.status,
			...z.looseObject({ data: z.unknown().optional(), errors: z.unknown().optional() }).parse(await response.json()),
		};
	};
	/** The first thing that a subscriber hears: a value, its end or its errors. */
	const listen = async (payload: { query: string; extensions?: Record<string, unknown> }, person = 'trader@aurora.example') => {
		const client = createClient({
			...{ url: `${it.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0 },
			connectionParams: { authorization: `Bearer ${tokens.get(person)}` },
		});
		const heard = await new Promise<unknown>((resolve) => {
			client.subscribe(payload, {
				next: ({ data }) => resolve(data),
				error: (error) => resolve(codesOf(error)),
				complete: () => resolve('end'),
			});
		});
		await client.dispose();
		return heard;
	};

	test('are taken by their ids on both doors', async () => {
		expect(await post({ documentId: idOf(documents.me) })).toMatchObject({ status: 200, data: { me: { email: 'trader@aurora.example' } } });
		expect(await listen({ query: '', extensions: { documentId: idOf(documents.me) } })).toEqual({ me: { email: 'trader@aurora.example' } });
	});

	test('one id at the same moment answers each tenant’s person with their own', async () => {
		const people = ['trader@aurora.example', 'trader@borealis.example', 'admin@aurora.example', 'admin@borealis.example'];
		const asked = Array.from({ length: 40 }, (_, n) => people[n % people.length] ?? '');
		const answers = await Promise.all(asked.map((person) => post({ documentId: idOf(documents.me) }, person)));
		expect(answers.map(({ data }) => data)).toEqual(asked.map((email) => ({ me: { email } })));
	});

	test('nothing else is taken from sessions of people, on either door and by GET', async () => {
		const free = await post({ query: '{ tenant { slug } }' });
		expect([free.status, codesOf(free.errors)]).toEqual([400, ['PERSISTED_DOCUMENT_ONLY']]);
		// Their own text, but as text: nobody compares.
		expect(codesOf((await post({ query: documents.me })).errors)).toEqual(['PERSISTED_DOCUMENT_ONLY']);
		expect(await listen({ query: '{ tenant { slug } }' })).toEqual(['PERSISTED_DOCUMENT_ONLY']);
		const got = await fetch(`${it.url}/graphql?query=${encodeURIComponent('{me{email}}')}`, {
			headers: { authorization: `Bearer ${tokens.get('trader@aurora.example')}`, 'apollo-require-preflight': 'yes' },
		});
		expect([got.status, await got.text()]).toEqual([400, expect.stringContaining('PERSISTED_DOCUMENT_ONLY')]);
		expect(codesOf((await post({ query: '{ tenant { slug } }', documentId: idOf(documents.me) })).errors)).toEqual(['BAD_REQUEST']);
	});

	test('programs, and who has no session yet, send what they like', async () => {
		expect((await post({ query: '{ tenant { slug } }' }, 'a program')).data).toEqual({ tenant: { slug: 'aurora' } });
		expect(await listen({ query: '{ tenant { slug } }' }, 'a program')).toEqual({ tenant: { slug: 'aurora' } });
		expect((await post({ documentId: idOf(documents.me) }, 'a program')).data).toEqual({ me: { email: 'trader@aurora.example' } });
		expect((await post({ query: '{ __typename }' }, 'nobody')).data).toEqual({ __typename: 'Query' });
	});

	test('an id that nobody wrote down is not found; after the portal was built anew it is', async () => {
		const later = 'query Later { tenant { slug } }';
		for (const documentId of [idOf(later), 'sha256:', 7, { a: 1 }])
			expect(codesOf((await post({ documentId })).errors)).toEqual(['PERSISTED_DOCUMENT_NOT_FOUND']);
		expect(await listen({ query: '', extensions: { documentId: idOf(later) } })).toEqual(['PERSISTED_DOCUMENT_NOT_FOUND']);
		write([documents.me, later]);
		await vi.waitFor(async () => expect((await post({ documentId: idOf(later) })).data).toEqual({ tenant: { slug: 'aurora' } }));
	});
}, 240_000);
