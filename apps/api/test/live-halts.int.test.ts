import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { type Asked, dataOf, LiveRig, liveTemplate } from './live-rig.ts';

type Tenant = { readonly tenantId: number; readonly slug: string };
const halt = z.object({ level: z.string(), name: z.string(), halted: z.boolean(), link: z.boolean().nullish() });
const heardShape = z.union([z.object({ halts: z.array(halt) }), z.object({ risk: z.object({ halts: z.array(halt) }) })]);
const documents = {
	halts: 'subscription { halts { level name halted link } }',
	risk: 'subscription { risk { exposure { groups { name } } limits { name } halts { level name halted } } }',
	riskWithoutExposure: 'subscription { risk { ...switches } } fragment switches on Risk { halts { level name halted } }',
} as const;
type Kind = keyof typeof documents;

/** Whoever hears of a switch here was woken for it: nobody looks anyway before the test is over. */
const lookAnywayMs = 3_600_000;

describe('the kill switch, live, of many tenants', () => {
	let rig: LiveRig;
	const tenants: Tenant[] = [];

	beforeAll(async () => {
		rig = await LiveRig.start({ redisDb: 7, firstTenantId: 600, prefix: 'switch', env: { lookAnywayMs } });
		for (const slug of ['switchx', 'switchy', 'switchz']) {
			const instrument = { symbol: 'USDEUR', baseCurrency: 'USD', quoteCurrency: 'EUR' };
			tenants.push({ slug, tenantId: await rig.tenant(liveTemplate(slug, { instrument, accounts: [`${slug} one`] })) });
			await rig.sql(`INSERT INTO tenant_${slug}.desks (name) VALUES ('${slug} desk')`);
			await rig.sql(`INSERT INTO tenant_${slug}.strategies (name) VALUES ('${slug} plan')`);
		}
	}, 120_000);
	afterEach(() => rig.hangUp());
	afterAll(() => rig?.close());

	/** Of every tenant, one who hears it in each way: how the places stand that are halted, as last told, and how often they were told. */
	const listenAll = async () => {
		const made = tenants.flatMap((tenant) =>
			(Object.keys(documents) as Kind[]).map(async (kind) => {
				const told: string[][] = [];
				const { token } = await rig.person(tenant.tenantId, kind === 'halts' ? 'TRADER' : 'RISK_OFFICER');
				const asked: Asked = { query: documents[kind], variables: {} };
				await rig.listen(token, asked, {
					onMessage: (text) => {
						const said = heardShape.parse(dataOf(text));
						const places = 'halts' in said ? said.halts : said.risk.halts;
						for (const { name } of places) expect(name).toContain(tenant.slug);
						const now = places.filter(({ halted }) => halted).map(({ level, name }) => `${level} ${name}`);
						// Who joins a shared stream may be told twice where things stand.
						if (kind !== 'halts' || told.length !== 1 || told[0]?.join() !== now.join()) told.push(now);
					},
				});
				return { tenant, kind, told };
			}),
		);
		const listeners = await Promise.all(made);
		await vi.waitFor(() => {
			for (const { told } of listeners) expect(told).toEqual([[]]);
		});
		return listeners;
	};
	/** As the projector writes it, then says that it has. */
	async function press({ tenantId, slug }: Tenant, at: { readonly level: string; readonly halted: boolean }): Promise<void> {
		if (at.level === 'TENANT') await rig.sql('UPDATE platform.tenants SET halted = $2 WHERE id = $1', [tenantId, at.halted]);
		else
			await rig.sql(
				`INSERT INTO tenant_${slug}.halts (level, subject_id, halted, changed_by, changed_at) VALUES ($1, 1, $2, 1, now())
				ON CONFLICT (level, subject_id) DO UPDATE SET halted = $2, changed_at = now()`,
				[at.level, at.halted],
			);
		await rig.switched(tenantId);
	}

	test('pressed in any place, it is told at once to everybody of the tenant, and to nobody of another', async () => {
		const listeners = await listenAll();
		const [one] = tenants;
		if (one === undefined) throw new Error('there are tenants');
		const [own, others] = [true, false].map((isOwn) => listeners.filter(({ tenant }) => (tenant === one) === isOwn));
		const places = { TENANT: one.slug, DESK: `${one.slug} desk`, ACCOUNT: `${one.slug} one`, STRATEGY: `${one.slug} plan` };
		for (const [level, name] of Object.entries(places))
			for (const halted of [true, false]) {
				await press(one, { level, halted });
				await vi.waitFor(() => {
					for (const { told, kind } of own ?? []) expect([kind, told.at(-1)]).toEqual([kind, halted ? [`${level} ${name}`] : []]);
				});
			}
		for (const { told } of others ?? []) expect(told).toEqual([[]]);
		// The others hear their own.
		const [, two] = tenants;
		if (two === undefined) throw new Error('there are tenants');
		const counts = (own ?? []).map(({ told }) => told.length);
		await press(two, { level: 'DESK', halted: true });
		await vi.waitFor(() => {
			for (const { told, tenant } of others ?? []) expect(told.at(-1)).toEqual(tenant === two ? [`DESK ${two.slug} desk`] : []);
		});
		expect((own ?? []).map(({ told }) => told.length)).toEqual(counts);
		await press(two, { level: 'DESK', halted: false });
		await vi.waitFor(() => {
			for (const { told } of others ?? []) expect(told.at(-1)).toEqual([]);
		});
	});

	test('a press is told at once though risk was told a moment before, and may else be told once a second', async () => {
		const listeners = (await listenAll()).filter(({ tenant, kind }) => tenant === tenants[0] && kind === 'risk');
		const [one] = tenants;
		const [listener] = listeners;
		if (one === undefined || listener === undefined) throw new Error('there is one');
		const waitsMs: number[] = [];
		for (const halted of [true, false, true, false]) {
			const pressedMs = performance.now();
			await press(one, { level: 'ACCOUNT', halted });
			await vi.waitFor(() => expect(listener.told.at(-1)).toEqual(halted ? [`ACCOUNT ${one.slug} one`] : []), { interval: 5 });
			waitsMs.push(performance.now() - pressedMs);
		}
		// The first may have come when the second was over.
		expect(Math.min(...waitsMs.slice(1)), `waited ${waitsMs.map(Math.round).join(', ')} ms`).toBeLessThan(900);
	});

	test('who does not ask for exposure hears nothing of quotes', async () => {
		const [one] = tenants;
		if (one === undefined) throw new Error('there are tenants');
		await rig.sql(`INSERT INTO tenant_${one.slug}.positions (account_id, position_ticket, instrument_id, side, qty, open_notional, sl, tp, realised_minor, swap_minor, account_seq, opened_at, updated_at)
			VALUES (1, 9, 1, 'BUY', 100, 10000000, 0, 0, 0, 0, 1, now(), now())`);
		const listeners = (await listenAll()).filter(({ tenant }) => tenant === one);
		const [full, ...others] = ['risk', 'riskWithoutExposure', 'halts'].map((kind) => listeners.find((each) => each.kind === kind));
		for (let tick = 1; tick <= 3; tick += 1) {
			await rig.quote(one.tenantId, 100_000 + tick);
			await vi.waitFor(() => expect(full?.told).toHaveLength(1 + tick), 5_000);
		}
		for (const each of others) expect(each?.told).toEqual([[]]);
	});

	test('the terminal’s line is told with the account’s switch, and nowhere else', async () => {
		const [one] = tenants;
		if (one === undefined) throw new Error('there are tenants');
		const { token } = await rig.person(one.tenantId, 'READ_ONLY');
		const links: unknown[] = [];
		await rig.listen(
			token,
			{ query: documents.halts, variables: {} },
			{
				onMessage: (text) =>
					links.push(
						z
							.object({ halts: z.array(halt) })
							.parse(dataOf(text))
							.halts.map(({ level, link }) => [level, link]),
					),
			},
		);
		const standing = (link: boolean) => [
			['TENANT', null],
			['DESK', null],
			['ACCOUNT', link],
			['STRATEGY', null],
		];
		await vi.waitFor(() => expect(links.at(-1)).toEqual(standing(false)));
		await rig.sql(`UPDATE tenant_${one.slug}.accounts SET link = true`);
		await rig.switched(one.tenantId);
		await vi.waitFor(() => expect(links.at(-1)).toEqual(standing(true)));
	});
}, 120_000);
