import { expect, test } from 'vitest';
import type { Position } from '../../lib/types';
import { DeskData } from './desk-data.ts';

const position = (id: string, change: Partial<Position> = {}): Position => ({
	...{ id, ticket: '7', side: 'BUY', quantity: '1.00', averagePrice: '1.10000', currentPrice: '1.10000', unrealisedPnl: '0.00' },
	...{ realisedPnl: '0.00', stopLoss: null, takeProfit: null, swap: '0.00', openedAt: '2026-01-05T08:00:00.000Z' },
	...{ account: { id: 'a' }, instrument: { id: 'i', symbol: 'EURUSD' } },
	...change,
});
const whole = (one: Position) => ({ id: one.id, currentPrice: one.currentPrice, unrealisedPnl: one.unrealisedPnl, position: one });
const quoted = (id: string, currentPrice: string, unrealisedPnl: string) => ({ id, currentPrice, unrealisedPnl, position: null });

test('a quote changes what a position is worth, and nothing else of it', () => {
	const data = new DeskData();
	data.takePositions([whole(position('p', { stopLoss: '1.09000' })), whole(position('other'))]);
	data.takePositions([quoted('p', '1.10050', '50.00')]);
	expect(data.positions.get('p')).toEqual(position('p', { stopLoss: '1.09000', currentPrice: '1.10050', unrealisedPnl: '50.00' }));
	expect(data.positions.get('other')).toEqual(position('other'));
});

test('a deal replaces the whole row, and one that is closed is gone, with all news that come late', () => {
	const data = new DeskData();
	data.takePositions([whole(position('p'))]);
	data.takePositions([whole(position('p', { quantity: '0.40', stopLoss: '1.08000' }))]);
	expect(data.positions.get('p')).toMatchObject({ quantity: '0.40', stopLoss: '1.08000' });
	data.takePositions([whole(position('p', { quantity: '0.00' }))]);
	data.takePositions([quoted('p', '1.2', '9.00')]);
	expect(data.positions.all()).toEqual([]);
});
