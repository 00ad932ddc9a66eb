import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { roles } from '@meridian/auth';
import { recordSql, type SqlRecorder } from '@meridian/db/testing';
import type { Stack } from '@meridian/local';
import { buildSchema, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { endAfterAll } from './src/after.ts';
import { documentFor, fieldsOf } from './src/isolation/document.ts';
import { type Sent, send, type Watched, watch } from './src/isolation/doors.ts';
import { entries } from './src/isolation/entries/index.ts';
import type { Entry, Ids } from './src/isolation/entry.ts';
import { absentIds } from './src/isolation/ids.ts';
import { isDenied, leaksOf, outcomeOf } from './src/isolation/judge.ts';
import { namelessKeys, strayRecords } from './src/isolation/leftovers.ts';
import { isRestDenial, type RestRoute, type RestSent, restOutcome, sendRest, walkedRoutes } from './src/isolation/rest.ts';
import { makeWorld, type World } from './src/isolation/world.ts';
import { startFresh } from './src/stack.ts';
import { until } from './src/wait.ts';

const schema = buildSchema(readFileSync(new URL('../apps/api/schema.graphql', import.meta.url), 'utf8'));
const all = Object.entries(entries);
const overHttp = all.filter(([key]) => !key.startsWith('Subscription.'));
const overSocket = all.filter(([key]) => key.startsWith('Subscription.'));

/** Every field of the schema, asked by another tenant and by each role with real ids, against a real engine, PostgreSQL and Redis. */
describe('isolation walk', () => {
	let stack: Stack;
	let world: World;
	let recorder: SqlRecorder;
	const asked = new Set<string>();
	let requests = 0;

	beforeAll(async () => {
		vi.stubEnv('MERIDIAN_LOG_LEVEL', 'silent');
		recorder = recordSql();
		stack = await startFresh('isolation', { web: false, venue: 'simulator' });
		world = await makeWorld(stack);
	}, 240_000);
	endAfterAll(
		() => stack,
		async () => {
			recorder.stop();
			await world?.close();
			vi.unstubAllEnvs();
		},
	);
	afterAll(() => {
		const roots = new Set(all.map(([key]) => key.replace(/\(.*/, ''))).size;
		process.stdout.write(
			`isolation walk: ${roots} root fields, ${asked.size} fields in all, ${walkedRoutes.length} routes of REST, ${requests} requests, ${roles.length} roles\n`,
		);
	});

	const document = (key: string, { entry, args }: { entry: Entry; args: Record<string, unknown> }): string => {
		const text = documentFor(schema, key, { args: Object.keys(args), of: entry.of });
		for (const field of fieldsOf(schema, text)) asked.add(field);
		return text;
	};
	const ask = (key: string, input: { entry: Entry; args: Record<string, unknown>; token?: string | undefined; correlationId?: string }) => {
		requests += 1;
		const { entry, args, ...rest } = input;
		return send(world.url, { ...rest, query: document(key, { entry, args }), variables: args });
	};
	/** The same question about a real object and about one that nobody has: one answer, and one way through the database. */
	async function expectBlind(key: string, input: { entry: Entry; token?: string | undefined; ids: Ids }): Promise<Sent> {
		const { entry, ids, token } = input;
		// Look-ups that are believed for a few seconds may fall between the two; what differs by itself differs every time.
		for (let attempt = 1; ; attempt += 1) {
			const correlationId = randomUUID();
			const one = { entry, token, correlationId };
			const absent = await ask(key, { ...one, args: entry.args?.(absentIds) ?? {} });
			const sqlOfAbsent = recorder.of(correlationId);
			const foreign = await ask(key, { ...one, args: entry.args?.(ids) ?? {} });
			const sqlOfForeign = recorder.of(correlationId);
			if (attempt < 4 && sqlOfAbsent.toSorted().join() !== sqlOfForeign.toSorted().join()) continue;
			// A field that names nothing answers its asker about themselves, with new secrets each time.
			if (usesIds(entry)) expect([foreign.status, foreign.body]).toEqual([absent.status, absent.body]);
			// What is asked at once comes in any order.
			expect(sqlOfForeign.toSorted()).toEqual(sqlOfAbsent.toSorted());
			return foreign;
		}
	}
	const allowed = (entry: Entry, role: (typeof roles)[number]): boolean =>
		entry.roles === 'all' || (Array.isArray(entry.roles) && entry.roles.includes(role));

	describe.each(overHttp)('%s', (key, entry) => {
		test('answers those who may', async () => {
			const who =
				entry.roles === 'public'
					? [undefined]
					: entry.roles === 'operator'
						? [world.operatorToken]
						: roles.filter((role) => allowed(entry, role)).map((role) => world.tokens[role]);
			for (const token of who) {
				const ids = { ...world.a, ...(await entry.before?.(world)) };
				const args = (await (entry.controlArgs ? entry.controlArgs(ids, { world, token: token ?? '' }) : entry.args?.(ids))) ?? {};
				const { answer, body } = await ask(key, { entry, args, token });
				await entry.after?.(world);
				const outcome = outcomeOf(answer);
				if (entry.gives === undefined) expect([isDenied(outcome), answer.errors], body).toEqual([false, undefined]);
				else expect(outcome, body).toBe(entry.gives);
			}
		});

		test('denies every other role, whether the object is there or not', async () => {
			if (entry.roles === 'public') return;
			for (const role of roles.filter((role) => !allowed(entry, role))) {
				const { answer } = await expectBlind(key, { entry, token: world.tokens[role], ids: world.a });
				expect([role, outcomeOf(answer)]).toEqual([role, expect.stringMatching(/^F/i)]);
			}
			const { answer } = await expectBlind(key, { entry, ids: world.a });
			expect(outcomeOf(answer)).toBe('UNAUTHENTICATED');
		});

		test('gives another tenant nothing, and changes nothing', async () => {
			const state = key.startsWith('Mutation.') ? world.stateOfA : () => '';
			const before = await state();
			const token = entry.roles === 'public' ? undefined : world.strangerToken;
			const foreign = await expectBlind(key, { entry, token, ids: world.a });
			expect(leaksOf(foreign.body, world.secretsOfA)).toEqual([]);
			if (entry.args && usesIds(entry))
				expect([outcomeOf(foreign.answer), isDenied(outcomeOf(foreign.answer))]).toEqual([expect.any(String), true]);
			if (entry.mixed) {
				const mixed = await ask(key, { entry, token, args: entry.mixed(world.a, world.b) });
				const blind = await ask(key, { entry, token, args: entry.mixed(absentIds, world.b) });
				expect(outcomeOf(mixed.answer)).toBe(outcomeOf(blind.answer));
				expect([isDenied(outcomeOf(mixed.answer)), leaksOf(mixed.body, world.secretsOfA)], mixed.body).toEqual([true, []]);
			}
			expect(await state()).toBe(before);
		});
	});

	const saysNo = (name: string | undefined): boolean => {
		const type = schema.getType(name ?? '');
		return isObjectType(type) && type.getInterfaces().some((one) => one.name === 'UserError');
	};
	/** As expectBlind, over REST. */
	async function expectRestBlind(route: RestRoute, input: { entry: Entry; token?: string | undefined; ids: Ids }): Promise<RestSent> {
		const { entry, ids, token } = input;
		for (let attempt = 1; ; attempt += 1) {
			const correlationId = randomUUID();
			requests += 2;
			const absent = await sendRest(world.url, { route, token, correlationId, args: entry.args?.(absentIds) ?? {} });
			const sqlOfAbsent = recorder.of(correlationId);
			const foreign = await sendRest(world.url, { route, token, correlationId, args: entry.args?.(ids) ?? {} });
			const sqlOfForeign = recorder.of(correlationId);
			if (attempt < 4 && sqlOfAbsent.toSorted().join() !== sqlOfForeign.toSorted().join()) continue;
			if (usesIds(entry)) expect([foreign.status, foreign.body]).toEqual([absent.status, absent.body]);
			// What is asked at once comes in any order.
			expect(sqlOfForeign.toSorted()).toEqual(sqlOfAbsent.toSorted());
			return foreign;
		}
	}

	describe.each(walkedRoutes)('%s', (_name, route, entry) => {
		test('answers one who may', async () => {
			if (entry === undefined) throw new Error(`${route.field} has no entry in e2e/src/isolation/entries`);
			const token =
				entry.roles === 'operator' ? world.operatorToken : world.tokens[roles.find((role) => allowed(entry, role)) ?? 'READ_ONLY'];
			const ids = { ...world.a, ...(await entry.before?.(world)) };
			const args = (await (entry.controlArgs ? entry.controlArgs(ids, { world, token }) : entry.args?.(ids))) ?? {};
			const control = await sendRest(world.url, { route, token, args });
			await entry.after?.(world);
			requests += 1;
			// What GraphQL answers with a no by design, e.g. of an order that is not held, REST answers with one too.
			if (saysNo(entry.gives)) expect(restOutcome(control), control.body).toMatch(/^4\d\d /);
			else expect(restOutcome(control), control.body).toBe('done');
		});

		test('denies every other role, whether the object is there or not', async () => {
			if (entry === undefined) return;
			for (const role of roles.filter((one) => !allowed(entry, one))) {
				const denied = await expectRestBlind(route, { entry, token: world.tokens[role], ids: world.a });
				expect([role, restOutcome(denied)]).toEqual([role, '403 FORBIDDEN']);
			}
			expect(restOutcome(await expectRestBlind(route, { entry, ids: world.a }))).toBe('401 UNAUTHENTICATED');
		});
	});

	test('another tenant gets nothing by any route of REST, and changes nothing', async () => {
		const before = await world.stateOfA();
		for (const [name, route, entry] of walkedRoutes) {
			if (entry === undefined) continue;
			const foreign = await expectRestBlind(route, { entry, token: world.strangerToken, ids: world.a });
			expect([name, leaksOf(foreign.body, world.secretsOfA)]).toEqual([name, []]);
			const outcome = restOutcome(foreign);
			if (entry.args && usesIds(entry)) expect([name, outcome, isRestDenial(outcome)]).toEqual([name, outcome, true]);
		}
		expect(await world.stateOfA()).toBe(before);
	});

	test('leaves no key in Redis and no record in the journal without its tenant', async () => {
		const { nameless, tenants } = await namelessKeys(stack);
		expect([nameless, tenants.size >= 2]).toEqual([[], true]);
		const journal = strayRecords(stack);
		expect([journal.strays, journal.tenants.size >= 3, journal.records > 100]).toEqual([[], true, true]);
	});

	describe.each(overSocket)('%s', (key, entry) => {
		const open = (token: string, args: Record<string, unknown>): Watched => {
			requests += 1;
			return watch(world.url, { token, query: document(key, { entry, args }), variables: args });
		};
		test('is heard by those who may, and by nobody of another tenant', async () => {
			const stranger = {
				foreign: open(world.strangerToken, entry.args?.(world.a) ?? {}),
				absent: open(world.strangerToken, entry.args?.(absentIds) ?? {}),
			};
			const members = roles.filter((role) => allowed(entry, role)).map((role) => open(world.tokens[role], entry.args?.(world.a) ?? {}));
			const others = roles.filter((role) => !allowed(entry, role)).map((role) => open(world.tokens[role], entry.args?.(world.a) ?? {}));
			try {
				await Promise.all([...Object.values(stranger), ...members].map((watched) => watched.fence()));
				await entry.provoke?.(world);
				for (const member of members) expect(await until(`${key} to be heard`, () => member.messages[0])).not.toContain('"errors"');
				await Promise.all([...Object.values(stranger), ...others].map((watched) => watched.fence()));
				expect(stranger.foreign.messages).toEqual(stranger.absent.messages);
				expect(leaksOf(stranger.foreign.messages.join(), world.secretsOfA)).toEqual([]);
				for (const other of others) expect(other.messages.join()).toContain('FORBIDDEN');
			} finally {
				await Promise.all([...Object.values(stranger), ...members, ...others].map((watched) => watched.close()));
			}
		});
	});
});

/** Whether the entry's arguments name an object at all. */
function usesIds(entry: Entry): boolean {
	const named = Object.values(absentIds);
	const text = JSON.stringify(entry.args?.(absentIds) ?? {});
	return named.some((id) => text.includes(id));
}
