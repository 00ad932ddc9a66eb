import { type Level, limitLevels, limitNames } from '@meridian/core';
import { wideLimits } from '@meridian/core/testing';
import { maxFrameBytes } from '@meridian/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Rig } from './direct/rig.ts';

const limits = wideLimits();
/** Every limit that may be set at a level. */
const at = (level: Level) =>
	Object.fromEntries(limitNames.flatMap((name) => (limitLevels[name].some((one) => one === level) ? [[name, limits[name]]] : [])));
const many = <Item>(count: number, item: (id: number) => Item): Item[] => Array.from({ length: count }, (_, index) => item(index + 1));

function configOf(instruments: number): string {
	return JSON.stringify({
		...{ tenantId: 1, version: 1, slug: 'big', baseCurrency: 'USD', active: true, limits: at('TENANT') },
		users: many(50, (userId) => ({ userId, active: true, mayTrade: true, mayHalt: true, limits: at('USER') })),
		desks: many(10, (deskId) => ({ deskId, name: `Desk ${deskId}`, limits: at('DESK') })),
		strategies: many(50, (strategyId) => ({ strategyId, name: `Strategy ${strategyId}`, active: true, limits: at('STRATEGY') })),
		instruments: many(instruments, (instrumentId) => ({
			...{ instrumentId, symbol: `SYMBOL${instrumentId}`, priceDigits: 5, qtyDigits: 2, baseCurrency: 'EUR', quoteCurrency: 'USD' },
			...{ active: true, limits: at('INSTRUMENT') },
			brokerSymbols: many(4, (n) => ({ server: `Broker-Server-${n}`, symbol: `SYMBOL${instrumentId}.pro` })),
		})),
		accounts: many(20, (accountId) => ({
			...{ accountId, name: `Account ${accountId}`, mode: 'HEDGING', currency: 'USD', currencyDigits: 2, server: 'Broker-Server-1' },
			...{ login: String(accountId), active: true, deskId: 1, limits },
		})),
		credentials: [{ credentialId: 'trade-1', userId: 1, accountIds: [1], mayTrade: true, ordersPerSecond: 100 }],
	});
}

describe('a tenant of 500 instruments with limits at six levels', () => {
	const rig = new Rig({ segmentBytes: 64 * 1024 });
	beforeAll(() => rig.start(), 60_000);
	afterAll(() => rig.close(), 60_000);

	test('is configured, survives a restart, and its institution sees every instrument', async () => {
		const config = configOf(500);
		expect(config.length).toBeGreaterThan(200_000);
		const answer = await rig.clientOf(1)?.request('Configure', { tenantId: 1, version: 1, config }, { timeoutMs: 20_000 });
		expect(answer).toMatchObject({ message: { name: 'Done' } });
		await rig.stop();
		await rig.start(2);
		const again = await rig.clientOf(1)?.request('Configure', { tenantId: 1, version: 1, config }, { timeoutMs: 20_000 });
		expect(again).toMatchObject({ message: { name: 'Done' } });
		const desk = await rig.session('trade-1');
		expect(desk.bodies('LogonOk')[0]?.instruments).toHaveLength(500);
	}, 60_000);

	test('one too big for a frame is refused before anything is sent, with its size', async () => {
		const config = configOf(5_000);
		expect(config.length).toBeGreaterThan(maxFrameBytes);
		await expect(rig.clientOf(1)?.request('Configure', { tenantId: 1, version: 2, config })).rejects.toThrow(
			/Configure: \d+ bytes are more than a frame may have/,
		);
		expect(rig.clientOf(1)?.status).toBe('up');
	});
});
