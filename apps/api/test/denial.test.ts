import { denialCodes } from '@meridian/core';
import { describe, expect, test } from 'vitest';
import type { AccountRecord } from '../src/directory.ts';
import type { InstrumentModel } from '../src/modules/instruments/types.ts';
import { describeDenial } from '../src/modules/orders/denial.ts';

const instrument: InstrumentModel = {
	__typename: 'Instrument',
	id: 1,
	symbol: 'EURUSD',
	description: 'Euro / US dollar',
	priceDigits: 5,
	qtyDigits: 2,
	contractSize: 100_000n,
	baseCurrency: 'EUR',
	quoteCurrency: 'USD',
	active: true,
	restricted: false,
	brokerSymbols: [],
};
const account: AccountRecord = { id: 1, mode: 'NETTING', currency: 'EUR', currencyDigits: 2, server: 'Meridian-Sim', login: 5_001_001n };
const nothing = { value: null, limit: null, headroom: null, level: null };
const scales = { instrument, account, baseCurrency: 'EUR' };

describe('a denial', () => {
	test.each(denialCodes)('%s says what is wrong and what to do', (code) => {
		const denial = describeDenial({ code, ...nothing }, scales);
		expect(denial.message.length).toBeGreaterThan(10);
		expect(denial.remedy.length).toBeGreaterThan(10);
		expect(denial).toMatchObject({ code, value: null, limit: null, headroom: null, level: null });
	});

	test('shows what was measured, the limit, what was left, in the unit of the limit, and whose limit it was', () => {
		expect(describeDenial({ code: 'MAX_ORDER_QTY', value: 6_000n, limit: 5_000n, headroom: -1_000n, level: 'DESK' }, scales)).toMatchObject(
			{
				value: '60.00 lots',
				limit: '50.00 lots',
				headroom: '-10.00 lots',
				level: 'DESK',
			},
		);
	});

	test('is told even where the instrument is unknown', () => {
		expect(describeDenial({ code: 'INSTRUMENT_UNKNOWN', ...nothing, value: 999n }, { ...scales, instrument: null }).message).toMatch(
			/instrument/i,
		);
	});
});
