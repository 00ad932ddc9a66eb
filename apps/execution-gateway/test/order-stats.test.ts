import type { EngineInput, EngineOutput } from '@meridian/core';
import { createMetrics } from '@meridian/telemetry';
import { describe, expect, test } from 'vitest';
import { OrderStats } from '../src/engine/order-stats.ts';
import { createOrderMetrics } from '../src/order-metrics.ts';

const place = (tenantId: number): EngineInput => ({ kind: 'place', tenantId, accountId: 1 }) as EngineInput;
const accepted = {
	kind: 'reply',
	reply: { outcome: 'order', duplicate: false, order: { life: 'SUBMITTED', denial: null } },
} as EngineOutput;
const denied = {
	kind: 'reply',
	reply: { outcome: 'order', duplicate: false, order: { life: 'DENIED', denial: { code: 'HALTED' } } },
} as EngineOutput;
const repeated = {
	kind: 'reply',
	reply: { outcome: 'order', duplicate: true, order: { life: 'DENIED', denial: { code: 'HALTED' } } },
} as EngineOutput;
const refused = { kind: 'reply', reply: { outcome: 'refused', code: 'UNKNOWN_ORDER', message: '' } } as EngineOutput;

describe('what the engine thread counts', () => {
	test('commands by outcome and denials by code, each tenant by itself', () => {
		const stats = new OrderStats();
		stats.note({ input: place(1), outputs: [accepted], tookUs: 15 });
		stats.note({ input: place(1), outputs: [denied], tookUs: 15 });
		stats.note({ input: place(2), outputs: [refused], tookUs: 15 });
		expect(stats.take()).toMatchObject([
			{ tenantId: 1, accepted: 1, refused: 0, deniedByCode: { HALTED: 1 } },
			{ tenantId: 2, accepted: 0, refused: 1, deniedByCode: {} },
		]);
		expect(stats.take()).toEqual([]);
	});

	test('a repeated answer is no second denial', () => {
		const stats = new OrderStats();
		stats.note({ input: place(1), outputs: [repeated], tookUs: 5 });
		expect(stats.take()).toMatchObject([{ deniedByCode: {} }]);
	});

	test('a venue’s news counts its deals and breaks, and is no command', () => {
		const stats = new OrderStats();
		const input = { kind: 'venue', tenantId: 3, accountId: 1, event: 'linkUp' } as EngineInput;
		stats.note({ input, outputs: [{ kind: 'execution' }, { kind: 'break' }] as EngineOutput[], tookUs: 5 });
		expect(stats.take()).toMatchObject([{ tenantId: 3, accepted: 0, executions: 1, breaks: 1, latencySumUs: 0 }]);
	});

	test('its metrics add up over the seconds, with cumulative buckets', async () => {
		const metrics = createMetrics('test');
		const orders = createOrderMetrics(metrics);
		const stats = new OrderStats();
		for (const tookUs of [5, 15, 80, 1e9]) {
			stats.note({ input: place(7), outputs: [accepted], tookUs });
			orders(0, stats.take());
		}
		const text = await metrics.text();
		const value = (series: string): number => Number(new RegExp(`^${series}.* (\\d+)$`, 'm').exec(text)?.[1]);
		expect(value('engine_commands_accepted_total\\{shard="0",tenant="7"')).toBe(4);
		expect(value('engine_command_us_bucket\\{shard="0",tenant="7",le="10"')).toBe(1);
		expect(value('engine_command_us_bucket\\{shard="0",tenant="7",le="100"')).toBe(3);
		expect(value('engine_command_us_bucket\\{shard="0",tenant="7",le="\\+Inf"')).toBe(4);
		expect(value('engine_command_us_count\\{shard="0",tenant="7"')).toBe(4);
	});
});
