import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openApi } from '../../src/rest/openapi.ts';
import { plansOf } from '../../src/rest/plans.ts';
import { routes } from '../../src/rest/routes.ts';
import { schema } from '../../src/schema.ts';
import { breaksOf } from './breaks.ts';

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'));
const text = readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8');

describe('REST', () => {
	test('no two routes have one address, and none hides behind another', () => {
		const seen = new Map<string, string>();
		for (const { method, path } of routes) {
			const place = `${method} ${path.replaceAll(/\{\w+\}/g, '*')}`;
			expect(seen.get(place), `${path} and`).toBeUndefined();
			seen.set(place, path);
			const parts = path.split('/');
			const hidden = [...seen.keys()].find((other) => {
				const [verb, pattern = ''] = other.split(' ');
				const others = pattern.split('/');
				return (
					verb === method &&
					other !== place &&
					others.length === parts.length &&
					others.every((part, n) => part === '*' || part === parts[n])
				);
			});
			expect(hidden, `${path} is never reached`).toBeUndefined();
		}
	});

	test('an order shows its account and instrument by their ids, and a result shows the order whole', () => {
		const { plans } = plansOf(schema);
		const place = plans.find(({ route }) => route.field === 'Mutation.placeOrder');
		const answer = {
			...{ __typename: 'PlaceOrderSuccess', duplicate: false },
			order: { __typename: 'Order', life: 'ACCEPTED', account: { id: 'a' }, instrument: null, emulated: [] },
		};
		expect(place?.answer.convert(answer)).toMatchObject({
			...{ duplicate: false },
			order: { life: 'ACCEPTED', accountId: 'a', instrumentId: null, emulated: [] },
		});
	});

	test('nothing that integrators rely on is taken away', () => {
		expect(breaksOf(read('released.openapi.json'), read('openapi.json'))).toEqual([]);
	});

	test.each([
		['a route', '"/me":', '"/self":', 'GET /me was removed'],
		['a field of an answer', '"averagePrice":', '"meanPrice":', 'GET /orders answer.items[].averagePrice was removed'],
		['a word that is sent', '"OTOCO"', '"ALL"', 'POST /order-groups body.contingency takes no OTOCO any more'],
	])('%s that is taken away would be told', (_what, from, to, told) => {
		const after: unknown = JSON.parse(text.replaceAll(from, to));
		expect(breaksOf(read('openapi.json'), after)).toContain(told);
	});
	test('a field that is asked for anew would be told', () => {
		const after: unknown = JSON.parse(
			text.replaceAll('"required":["accountId","instrumentId"', '').replace(/("PostOrdersBody": \{[\s\S]*?"required": \[)/, '$1"price",'),
		);
		expect(breaksOf(read('openapi.json'), after)).toEqual(['POST /orders body.price is now required']);
	});
	test('what is sent may be left empty from now on: no break', () => {
		const route = (shape: object) => ({
			paths: { '/a': { post: { requestBody: { content: { 'application/json': { schema: { properties: { rows: shape } } } } } } } },
		});
		const rows = { type: 'array', items: { type: 'string' } };
		expect(breaksOf(route(rows), route({ anyOf: [rows, { type: 'null' }] }))).toEqual([]);
		expect(breaksOf(route(rows), route({ anyOf: [{ type: 'string' }, { type: 'null' }] }))).toContain('POST /a body.rows has another type');
	});
	test('the description is whole: every reference leads somewhere', () => {
		const whole = JSON.stringify(openApi(plansOf(schema)));
		const names = new Set(Object.keys((JSON.parse(whole) as { components: { schemas: object } }).components.schemas));
		const referred = new Set([...whole.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name = '']) => name));
		expect([...referred].filter((name) => !names.has(name))).toEqual([]);
		expect(referred.size).toBeGreaterThan(50);
	});
});
