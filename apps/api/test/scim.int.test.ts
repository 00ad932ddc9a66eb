import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import WebSocket from 'ws';
import { z } from 'zod';
import { error, type IdentityRig, startIdentityRig } from './identity/rig.ts';

const wait = { timeout: 15_000, interval: 50 };
const schemas = {
	user: 'urn:ietf:params:scim:schemas:core:2.0:User',
	group: 'urn:ietf:params:scim:schemas:core:2.0:Group',
	patch: 'urn:ietf:params:scim:api:messages:2.0:PatchOp',
};
const body = z.looseObject({
	id: z.string().optional(),
	userName: z.string().optional(),
	active: z.boolean().optional(),
	status: z.string().optional(),
	scimType: z.string().optional(),
	detail: z.string().optional(),
	totalResults: z.number().optional(),
	Resources: z
		.array(z.looseObject({ id: z.string().optional(), userName: z.string().optional(), displayName: z.string().optional() }))
		.optional(),
});

describe('a directory that provisions by SCIM', () => {
	let it: IdentityRig;
	let admin = '';
	let token = '';
	let foreign = '';
	beforeAll(async () => {
		it = await startIdentityRig({ redisDb: 14 });
		admin = await it.tokenOf('admin@aurora.example');
		await it.proveDomain(admin, 'aurora.test');
		token = await newToken(admin);
		const other = await it.tokenOf('admin@borealis.example');
		await it.proveDomain(other, 'borealis.test');
		foreign = await newToken(other);
	}, 60_000);
	afterAll(() => it?.close());

	const newToken = async (by: string) => {
		const made = await it.act(
			`mutation { createScimToken(name: "Directory", days: 30) { __typename ... on ScimTokenCreated { secret token { tokenId } } ${error} } }`,
			{ token: by },
		);
		return z.looseObject({ secret: z.string() }).parse(made).secret;
	};
	const send = async (method: string, path: string, input: { json?: unknown; headers?: Record<string, string>; token?: string } = {}) => {
		const response = await fetch(`${it.url}/scim/v2${path}`, {
			method,
			headers: { authorization: `Bearer ${input.token ?? token}`, 'content-type': 'application/scim+json', ...input.headers },
			...(input.json === undefined ? {} : { body: typeof input.json === 'string' ? input.json : JSON.stringify(input.json) }),
		});
		const text = await response.text();
		const { status, headers } = response;
		return {
			status,
			type: headers.get('content-type'),
			etag: headers.get('etag') ?? '',
			location: headers.get('location'),
			body: body.parse(text === '' ? {} : JSON.parse(text)),
		};
	};
	const user = (name: string, more: Record<string, unknown> = {}) => ({
		schemas: [schemas.user],
		...{ userName: `${name}@aurora.test`, externalId: `ext-${name}`, name: { givenName: name, familyName: 'Doe' }, active: true, ...more },
	});
	const create = async (name: string, more: Record<string, unknown> = {}) =>
		(await send('POST', '/Users', { json: user(name, more) })).body.id ?? '';
	const patch = (path: string, operations: readonly Record<string, unknown>[], headers: Record<string, string> = {}) =>
		send('PATCH', path, { json: { schemas: [schemas.patch], Operations: operations }, headers });
	const find = async (filter: string, more = '') => (await send('GET', `/Users?filter=${encodeURIComponent(filter)}${more}`)).body;
	const roleOf = async (id: string) =>
		(await it.sql('SELECT role::text, active FROM platform.memberships WHERE user_id = $1', [Number(id)]))[0];

	test('says what it can, in the shape of the standard, and asks for its token first', async () => {
		expect((await send('GET', '/ServiceProviderConfig')).body).toMatchObject({
			patch: { supported: true },
			etag: { supported: true },
			bulk: { supported: false },
		});
		expect((await send('GET', '/ResourceTypes')).body.totalResults).toBe(2);
		expect((await send('GET', `/Schemas/${schemas.user}`)).body.id).toBe(schemas.user);
		for (const wrong of ['', 'mst_wrong', foreign.slice(0, -1)]) {
			const answer = await send('GET', '/Users', { token: wrong });
			expect(answer).toMatchObject({
				status: 401,
				type: 'application/scim+json; charset=utf-8',
				body: { status: '401', schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'] },
			});
		}
	});

	test('makes, reads, replaces and patches a user; each version has its own ETag', async () => {
		const made = await send('POST', '/Users', { json: user('ann') });
		expect(made).toMatchObject({
			status: 201,
			body: { userName: 'ann@aurora.test', active: true, externalId: 'ext-ann', name: { formatted: 'ann Doe', givenName: 'ann' } },
		});
		const path = `/Users/${made.body.id}`;
		expect(made.location).toBe(`${it.url}/scim/v2${path}`);
		expect(await roleOf(made.body.id ?? '')).toEqual({ role: 'READ_ONLY', active: true });
		expect(
			(await fetch(`${it.url}/scim/v2${path}`, { headers: { authorization: `Bearer ${token}`, 'if-none-match': made.etag } })).status,
		).toBe(304);
		const put = await send('PUT', path, { json: user('ann', { displayName: 'Ann D.' }), headers: { 'if-match': made.etag } });
		expect(put).toMatchObject({ status: 200, body: { displayName: 'Ann D.' } });
		expect(put.etag).not.toBe(made.etag);
		expect(await send('PUT', path, { json: user('ann'), headers: { 'if-match': made.etag } })).toMatchObject({
			status: 412,
			body: { status: '412' },
		});
		// As Azure AD, Okta and the standard's own examples write them.
		expect(
			(
				await patch(path, [
					{ op: 'Replace', path: 'name.givenName', value: 'Anna' },
					{ op: 'add', value: { externalId: 'other' } },
				])
			).body,
		).toMatchObject({ name: { givenName: 'Anna' }, externalId: 'other' });
		expect((await patch(path, [{ op: 'Replace', path: 'active', value: 'False' }])).body.active).toBe(false);
		expect((await patch(path, [{ op: 'replace', value: { active: true } }])).body.active).toBe(true);
		expect((await patch(path, [{ op: 'remove', path: 'externalId' }])).body).not.toHaveProperty('externalId');
	});

	test('refuses what does not fit in the standard’s words, and nothing has changed', async () => {
		const id = await create('bob');
		const path = `/Users/${id}`;
		const { etag } = await send('GET', path);
		const wrong = async (answer: ReturnType<typeof send>, status: number, scimType: string) =>
			expect((await answer).body).toMatchObject({ status: String(status), scimType });
		await wrong(send('POST', '/Users', { json: user('bob') }), 409, 'uniqueness');
		await wrong(send('POST', '/Users', { json: { ...user('x'), userName: 'x@elsewhere.test' } }), 400, 'invalidValue');
		await wrong(send('POST', '/Users', { json: { schemas: [schemas.user] } }), 400, 'invalidValue');
		await wrong(send('POST', '/Users', { json: '{"a":' }), 400, 'invalidSyntax');
		await wrong(patch(path, [{ op: 'replace', path: 'id', value: '1' }]), 400, 'mutability');
		await wrong(patch(path, [{ op: 'fly', path: 'active', value: true }]), 400, 'invalidSyntax');
		await wrong(patch(path, [{ op: 'replace', path: 'active', value: 'maybe' }]), 400, 'invalidValue');
		await wrong(patch(path, [{ op: 'replace', path: 'emails[type eq', value: 'x' }]), 400, 'invalidPath');
		await wrong(patch(path, [{ op: 'add', path: '__proto__.x', value: 1 }]), 400, 'invalidPath');
		await wrong(patch(path, [{ op: 'replace', path: 'userName', value: 'ann@aurora.test' }]), 409, 'uniqueness');
		expect((await send('GET', '/Users?filter=userName%20eq')).body).toMatchObject({ status: '400', scimType: 'invalidFilter' });
		expect((await send('GET', '/Nothing')).body).toMatchObject({ status: '404' });
		expect((await send('GET', path)).etag).toBe(etag);
	});

	test('finds by filter, and reads in pages and parts', async () => {
		for (const name of ['p1', 'p2', 'p3']) await create(name, { displayName: `Page ${name}` });
		expect((await find('userName eq "P1@Aurora.Test"')).Resources?.map(({ userName }) => userName)).toEqual(['p1@aurora.test']);
		expect((await find('externalId eq "ext-p2"')).totalResults).toBe(1);
		expect((await find('displayName sw "Page" and (active eq true and not (userName co "p3"))')).totalResults).toBe(2);
		expect((await find('emails[type eq "work" and value co "p3@"]')).totalResults).toBe(1);
		const page = await find('displayName sw "Page"', '&startIndex=2&count=1&attributes=displayName');
		expect(page).toMatchObject({ totalResults: 3, startIndex: 2, itemsPerPage: 1, Resources: [{ displayName: 'Page p2' }] });
		expect(page.Resources?.[0]).not.toHaveProperty('userName');
		expect(await find('displayName sw "Page"', '&count=0')).toMatchObject({ totalResults: 3, Resources: [] });
		const searched = await send('POST', '/Users/.search', {
			json: { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], filter: 'userName sw "p"', count: 2 },
		});
		expect(searched.body).toMatchObject({ totalResults: 3, itemsPerPage: 2 });
	});

	test('gives roles by groups, as the administrator has said what a group is', async () => {
		const [ann = '', carl] = [(await find('userName eq "ann@aurora.test"')).Resources?.[0]?.id, await create('carl')];
		const made = await send('POST', '/Groups', { json: { schemas: [schemas.group], displayName: 'Dealers', members: [{ value: ann }] } });
		expect(made).toMatchObject({ status: 201, body: { displayName: 'Dealers', members: [{ value: ann }] } });
		const path = `/Groups/${made.body.id}`;
		const setRole = (role: string, by = admin) =>
			it.act(
				`mutation($g: String!, $r: Role) { setGroupRole(groupId: $g, role: $r) { __typename ... on DirectoryGroupChanged { group { role } } ${error} } }`,
				{ token: by, variables: { g: made.body.id, r: role } },
			);
		expect(await setRole('TRADER', await it.tokenOf('trader@aurora.example'))).toMatchObject({ code: 'FORBIDDEN' });
		expect(await setRole('TRADER', await it.tokenOf('admin@borealis.example'))).toMatchObject({ code: 'GROUP_NOT_FOUND' });
		expect(await setRole('TENANT_ADMIN')).toMatchObject({ code: 'INVALID_INPUT' });
		expect(await setRole('TRADER')).toMatchObject({ group: { role: 'TRADER' } });
		expect(await roleOf(ann)).toMatchObject({ role: 'TRADER' });
		await patch(path, [{ op: 'add', path: 'members', value: [{ value: carl }] }]);
		expect(await roleOf(carl)).toMatchObject({ role: 'TRADER' });
		await patch(path, [{ op: 'remove', path: `members[value eq "${ann}"]` }]);
		expect([await roleOf(ann), await roleOf(carl)]).toMatchObject([{ role: 'READ_ONLY' }, { role: 'TRADER' }]);
		expect((await send('GET', `/Users/${carl}`)).body).toMatchObject({ groups: [{ display: 'Dealers' }], roles: [{ value: 'TRADER' }] });
		expect((await send('GET', '/Groups?excludedAttributes=members')).body.Resources?.[0]).not.toHaveProperty('members');
		expect(await patch(path, [{ op: 'add', path: 'members', value: [{ value: '999999' }] }])).toMatchObject({ status: 400 });
		expect((await send('DELETE', path)).status).toBe(204);
		expect(await roleOf(carl)).toMatchObject({ role: 'READ_ONLY' });
		expect((await send('GET', path)).status).toBe(404);
	});

	test('that deactivates somebody closes their sockets within five seconds and tells the engine, whose policy takes their orders', async () => {
		const id = await create('dave');
		const [tenant] = await it.sql('SELECT id, config_version FROM platform.tenants WHERE slug = $1', ['aurora']);
		const dave = await it.tokenOf('dave@aurora.test');
		expect(await it.code(dave)).toBe('ok');
		const socket = new WebSocket(`${it.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
		const closed = new Promise<number>((resolve) => socket.once('close', (code) => resolve(code)));
		await new Promise<void>((resolve) => {
			socket.once('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${dave}` } })));
			socket.once('message', () => resolve());
		});
		const startedAt = performance.now();
		expect((await patch(`/Users/${id}`, [{ op: 'replace', path: 'active', value: false }])).body.active).toBe(false);
		expect(await closed).toBe(4403);
		expect(performance.now() - startedAt).toBeLessThan(5_000);
		await vi.waitFor(async () => expect(await it.code(dave)).toBe('TOKEN_INVALID'), wait);
		const [after] = await it.sql('SELECT config_version FROM platform.tenants WHERE id = $1', [tenant?.id]);
		expect(Number(after?.config_version)).toBeGreaterThan(Number(tenant?.config_version));
		expect(await roleOf(id)).toMatchObject({ active: false });
	});

	test('deletes a user for itself alone: the person stays, removed, and comes back when it is made again', async () => {
		const id = await create('eve');
		expect((await send('DELETE', `/Users/${id}`)).status).toBe(204);
		expect([(await send('GET', `/Users/${id}`)).status, (await find('userName eq "eve@aurora.test"')).totalResults]).toEqual([404, 0]);
		expect(await roleOf(id)).toMatchObject({ active: false });
		const again = await send('POST', '/Users', { json: user('eve') });
		expect(again).toMatchObject({ status: 201, body: { id, active: true } });
	});

	test('can’t take the last administrator away, nor touch another tenant’s people and groups', async () => {
		const mine = (await find('userName eq "admin@aurora.example"')).Resources?.[0]?.id ?? '';
		expect(await send('DELETE', `/Users/${mine}`)).toMatchObject({ status: 409, body: { scimType: 'mutability' } });
		const group = (await send('POST', '/Groups', { json: { displayName: 'Ours' } })).body.id;
		for (const path of [`/Users/${mine}`, `/Groups/${group}`])
			for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
				const json = method === 'GET' || method === 'DELETE' ? {} : { json: user('x') };
				const [real, absent] = [
					await send(method, path, { token: foreign, ...json }),
					await send(method, path.replace(/[^/]+$/, '999999'), { token: foreign, ...json }),
				];
				expect([real.status, real.body.detail?.replace(/Resource \S+/, '')]).toEqual([
					404,
					absent.body.detail?.replace(/Resource \S+/, ''),
				]);
			}
		expect((await send('POST', '/Groups', { token: foreign, json: { displayName: 'Theirs', members: [{ value: mine }] } })).status).toBe(
			400,
		);
		expect((await send('POST', '/Users', { token: foreign, json: user('ann') })).body).toMatchObject({
			status: '400',
			scimType: 'invalidValue',
		});
		const theirs = (await send('GET', '/Users', { token: foreign })).body.Resources?.map(({ userName }) => userName) ?? [];
		expect(theirs.filter((name) => name?.includes('aurora'))).toEqual([]);
	});

	test('is out when its token is revoked; tokens are made by an administrator with a fresh proof', async () => {
		const { data } = await it.ask('{ scimTokens { tokenId lastUsedAt } }', { token: admin });
		const [{ tokenId, lastUsedAt }] = z.tuple([z.object({ tokenId: z.string(), lastUsedAt: z.string() })]).parse(data?.scimTokens);
		expect(lastUsedAt).toMatch(/^20/);
		const [row] = await it.sql(
			`SELECT u.id, m.tenant_id FROM platform.users u JOIN platform.memberships m ON m.user_id = u.id WHERE u.email = 'admin@aurora.example'`,
		);
		await it.sql(`UPDATE platform.sessions SET proved_at = now() - interval '1 hour' WHERE user_id = $1`, [row?.id]);
		const revoke = (by: string) =>
			it.act(`mutation($id: String!) { revokeScimToken(tokenId: $id) { __typename ${error} } }`, { token: by, variables: { id: tokenId } });
		await vi.waitFor(async () => expect(await revoke(admin)).toMatchObject({ code: 'PROOF_REQUIRED' }), wait);
		expect(await revoke(await it.tokenOf('admin@aurora.example'))).toMatchObject({ __typename: 'ScimTokenRevoked' });
		expect((await send('GET', '/Users')).status).toBe(401);
	});
}, 120_000);
