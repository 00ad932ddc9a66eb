import { expect, test } from 'vitest';
import { roomOf, roomsFor } from './rooms.ts';

const pages = new Set(['/', '/limits', '/people', '/tenants', '/instruments']);
const hrefs = (operator: boolean, permissions: readonly string[] = []) =>
	roomsFor({ operator, permissions }, pages).map(({ href }) => href);

test('a room without a page is not on the map', () => {
	expect(hrefs(false)).toEqual(['/', '/instruments', '/limits']);
});
test('who may not manage people does not see the room; an operator sees only the operators’', () => {
	expect(hrefs(false, ['PEOPLE_MANAGE'])).toContain('/people');
	expect(hrefs(true, ['PEOPLE_MANAGE'])).toEqual(['/tenants']);
});
test('a page within a room is in that room', () => {
	const rooms = roomsFor({ operator: false, permissions: [] }, pages);
	expect(roomOf('/instruments/EURUSD', rooms)?.href).toBe('/instruments');
	expect(roomOf('/', rooms)?.href).toBe('/');
	expect(roomOf('/limitsofnothing', rooms)).toBeUndefined();
});
