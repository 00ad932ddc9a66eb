import { expect, test } from 'vitest';
import type { Order, Position } from '../../../lib/types';
import { emptyDraft } from '../ticket/terms.ts';
import { firstGuess, linesOf, positionKey, spread, spreadBySide } from './lines.ts';

const at = { account: { id: 'a' }, instrument: { id: 'i', symbol: 'EURUSD' } };
const position = { ...at, id: 'p', side: 'BUY', quantity: '1', averagePrice: '1.1', stopLoss: '0.00000', takeProfit: '1.2' } as Position;
const order = {
	...at,
	id: 'o',
	side: 'SELL',
	type: 'LIMIT',
	life: 'ACCEPTED',
	quantity: '1',
	price: '1.3',
	limitPrice: null,
	stopLoss: null,
	takeProfit: null,
} as Order;
const input = { accountId: 'a', instrument: { id: 'i' }, orders: [order], positions: [position], legs: [emptyDraft], mayTrade: true };
const keys = (change: Partial<typeof input> = {}) =>
	linesOf({ ...input, ...change }).map(({ key, draggable }) => `${key}${draggable ? ' drag' : ''}`);

test('positions, stops and working orders have their lines; a stop of nought is none', () => {
	expect(keys()).toEqual(['p:entry', 'p:tp drag', 'o:order drag']);
});
test('nothing of another account or instrument, and nothing that has ended', () => {
	expect(keys({ accountId: 'b' })).toEqual([]);
	expect(keys({ instrument: { id: 'x' } })).toEqual([]);
	expect(keys({ orders: [{ ...order, life: 'CANCELED' }] })).toEqual(['p:entry', 'p:tp drag']);
});
test('who may not trade drags nothing; what the ticket holds is drawn', () => {
	expect(keys({ mayTrade: false })).toEqual(['p:entry', 'p:tp', 'o:order']);
	expect(keys({ orders: [], positions: [], legs: [{ ...emptyDraft, type: 'LIMIT', price: '1.1', stopLoss: '1.0' }] })).toEqual([
		'leg0 drag',
		'leg0:sl drag',
	]);
});
test('a result that moves leaves the lines as they are, a stop that moves does not', () => {
	const here = { accountId: 'a', instrumentId: 'i' };
	const key = (change: Partial<Position>) => positionKey([{ ...position, ...change }], here);
	expect(key({ unrealisedPnl: '5.00', currentPrice: '1.15' })).toBe(key({}));
	expect(key({ stopLoss: '1.05' })).not.toBe(key({}));
	expect(positionKey([position], { ...here, instrumentId: 'x' })).toBe('');
});
test('tags never cover one another, and keep their order', () => {
	expect(spread([50, 10, 12, 11], { height: 20 })).toEqual([70, 10, 50, 30]);
	expect(spread([95, 96], { height: 20, room: 100 })).toEqual([80, 100]);
});
test('tags of one side make no room for those of the other, and each side has its own foot', () => {
	const room = { left: 60, right: 100 };
	expect(spreadBySide([50, 52, 99, 54], { height: 20, room, isLeft: (index) => index === 1 || index === 2 })).toEqual([50, 40, 60, 70]);
});
test('a first bracket has its stop on the losing side', () => {
	const buy = firstGuess({ price: 1.1, range: 0.001, digits: 5, side: 'BUY' });
	expect([buy.stopLoss, buy.takeProfit]).toEqual(['1.09800', '1.10300']);
	expect(firstGuess({ price: 1.1, range: 0.001, digits: 5, side: 'SELL' }).stopLoss).toBe('1.10200');
});
