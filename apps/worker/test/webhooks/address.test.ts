import { isPublicAddress } from '@meridian/auth';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveTarget } from '../../src/webhooks/address.ts';

const none = new Set<string>();
const to = (address: string) => async () => [{ address, family: address.includes(':') ? 6 : 4 }];

describe('where a webhook may go', () => {
	test.each([
		...[
			'127.0.0.1',
			'10.1.2.3',
			'172.16.0.1',
			'192.168.1.1',
			'169.254.169.254',
			'100.64.0.1',
			'0.0.0.0',
			'224.0.0.1',
			'255.255.255.255',
			'198.18.0.1',
		],
		...[
			'::1',
			'::',
			'fe80::1',
			'fc00::1',
			'ff02::1',
			'::ffff:127.0.0.1',
			'::ffff:a00:1',
			'64:ff9b::7f00:1',
			'64:ff9b:1::1',
			'2002:7f00:1::',
			'2001:db8::1',
		],
	])('%s is refused, though a public name leads there', async (address) => {
		expect(isPublicAddress(address)).toBe(false);
		await expect(resolveTarget('https://hooks.example/x', { allow: none, resolve: to(address) })).rejects.toThrow('not public');
	});

	test('every address of a private network is refused, in IPv6 notation too', () => {
		fc.assert(
			fc.property(
				fc.constantFrom([10], [127], [192, 168], [169, 254], [172, 20]),
				fc.array(fc.nat(255), { minLength: 3, maxLength: 3 }),
				(net, host) => {
					const text = [...net, ...host].slice(0, 4).join('.');
					return !isPublicAddress(text) && !isPublicAddress(`::ffff:${text}`);
				},
			),
		);
	});

	test('a public address is taken, and is the one that is connected to', async () => {
		const target = await resolveTarget('https://hooks.example:8443/x?y=1', { allow: none, resolve: to('93.184.216.34') });
		expect([target.address, target.family, target.url.href]).toEqual(['93.184.216.34', 4, 'https://hooks.example:8443/x?y=1']);
	});

	test('a name with one private address among public ones is refused', async () => {
		const resolve = async () => [...(await to('93.184.216.34')()), ...(await to('10.0.0.1')())];
		await expect(resolveTarget('https://hooks.example/', { allow: none, resolve })).rejects.toThrow('not public');
	});

	test.each([
		['http://hooks.example/', 'https://'],
		['ftp://hooks.example/', 'https://'],
		['https://user:pass@hooks.example/', 'password'],
		['https://0x7f000001/', 'not public'],
		['https://2130706433/', 'not public'],
		['https://[::1]/', 'not public'],
		['nonsense', 'no URL'],
	])('%s is refused', async (text, why) => {
		await expect(resolveTarget(text, { allow: none, ...(why === 'not public' ? {} : { resolve: to('93.184.216.34') }) })).rejects.toThrow(
			why,
		);
	});

	test('what is listed may be private and without TLS, on its own port alone', async () => {
		const allow = new Set(['127.0.0.1:9999']);
		expect((await resolveTarget('http://127.0.0.1:9999/', { allow })).address).toBe('127.0.0.1');
		await expect(resolveTarget('http://127.0.0.1:9998/', { allow })).rejects.toThrow('https://');
	});
});
