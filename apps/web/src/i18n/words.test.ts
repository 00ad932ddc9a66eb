import { readFileSync } from 'node:fs';
import { buildSchema, isEnumType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { wordsOf } from './words.ts';

const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
const english = wordsOf('en');
const others = ['de', 'ja'] as const;

describe.each(others)('%s', (locale) => {
	const words = wordsOf(locale);
	test('has the words of English, no other, and none is empty', () => {
		expect(Object.keys(words)).toEqual(Object.keys(english));
		expect(Object.entries(words).filter(([, text]) => text.trim() === '')).toEqual([]);
	});
	test('fills in the same names', () => {
		for (const [word, text] of Object.entries(words))
			expect({ word, names: names(text) }).toEqual({ word, names: names(english[word as keyof typeof english]) });
	});
	test('leaves no sentence in English', () => {
		const sentence = /\p{L}{2,}\s+\p{L}{2,}\s+\p{L}{2,}/u;
		const left = Object.entries(words).filter(([word, text]) => sentence.test(text) && text === english[word as keyof typeof english]);
		expect(left).toEqual([]);
	});
});

test('Japanese is written in Japanese, but for names that it leaves as they are in English', () => {
	const latin = (text: string) =>
		/\p{sc=Latin}/u.test(text.replaceAll(/\{\w+\}/g, '')) && !/[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]/u.test(text);
	const own = Object.entries(wordsOf('ja')).filter(([word, text]) => latin(text) && text !== english[word as keyof typeof english]);
	expect(own).toEqual([['room.webhooks', 'Webhook']]);
});

describe('codes of the API', () => {
	const schema = buildSchema(readFileSync(new URL('../../../api/schema.graphql', import.meta.url), 'utf8'));
	const codesOf = (name: string) => {
		const type = schema.getType(name);
		if (!isEnumType(type)) throw new Error(`the schema has no enum ${name}`);
		return type.getValues();
	};
	test.each([
		['role', 'Role'],
		['permission', 'Permission'],
		['invitation', 'InvitationState'],
		['support', 'SupportAccessState'],
		['tenant', 'TenantState'],
		['tenants', 'TenantAction'],
		['job', 'TenantJobKind'],
		['work', 'TenantJobState'],
		['work', 'TrainingStatus'],
		['endpoint', 'WebhookEndpointState'],
		['delivery', 'WebhookDeliveryState'],
		['plan', 'Plan'],
		['quota', 'QuotaName'],
		['quotaState', 'QuotaState'],
		['side', 'Side'],
		['life', 'OrderLife'],
		['type', 'OrderType'],
		['tif', 'TimeInForce'],
		['emulated', 'EmulatedPart'],
		['limits.level', 'LimitLevel'],
		['break', 'BreakCode'],
		['breaks', 'BreakChoice'],
		['terminal', 'TerminalState'],
		['terminals', 'TerminalStageName'],
		['stage', 'ModelStage'],
		['score', 'ScorecardGroup'],
		['authorize', 'AppScope'],
		['data', 'MarketDataOwner'],
	])('%s has words for each %s', (group, name) => {
		expect(Object.keys(english)).toEqual(expect.arrayContaining(codesOf(name).map((code) => `${group}.${code.name}`)));
	});
	test.each([
		['break', 'BreakCode'],
		['terminal', 'TerminalState'],
	])('%s says in English what the API says of each %s', (group, name) => {
		const said = codesOf(name).map((code) => [`${group}.${code.name}.why`, code.description]);
		expect(english).toMatchObject(Object.fromEntries(said));
	});
});

describe('denials', () => {
	const source = readFileSync(new URL('../../../api/src/modules/orders/denial-texts.ts', import.meta.url), 'utf8');
	const codes = [...source.matchAll(/^\t([A-Z_]+): (?:plain|measured)\(/gm)].map(([, code]) => `denial.${code}`);
	const denials = Object.entries(english).filter(([word]) => /^denial\.[A-Z]/.test(word));

	test('each that the API gives has words and a remedy, and no other', () => {
		expect(codes.length).toBeGreaterThan(50);
		expect(denials.map(([word]) => word).sort()).toEqual(codes.flatMap((code) => [code, `${code}.remedy`]).sort());
	});
	test('say in English what the API says', () => {
		const other = denials.filter(([, text]) => !source.includes(`'${text}'`) && !source.includes(`"${text}"`));
		expect(other).toEqual([]);
	});
});
