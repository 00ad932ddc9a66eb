import { type DenialCode, type Level, levels } from '@meridian/core';
import { formatScaled } from '../../decimal.ts';
import type { AccountRecord } from '../../directory.ts';
import type { InstrumentModel } from '../instruments/types.ts';
import { type DenialUnit, denialTexts } from './denial-texts.ts';

/** A denial in words: what is wrong, what was measured against which limit, how much was left, and what to do. */
export type DenialModel = {
	readonly code: DenialCode;
	readonly message: string;
	readonly remedy: string;
	readonly value: string | null;
	readonly limit: string | null;
	readonly headroom: string | null;
	/** Whose limit it was. */
	readonly level: Level | null;
};

const haltedAt: Readonly<Partial<Record<Level, string>>> = {
	DESK: 'Trading is halted for this desk.',
	ACCOUNT: 'Trading is halted for this account.',
	STRATEGY: 'Trading is halted for this strategy.',
};

type Measured = {
	readonly code: DenialCode;
	readonly value: bigint | null;
	readonly limit: bigint | null;
	readonly headroom: bigint | null;
	readonly level: string | null;
};
type Scales = { readonly instrument: InstrumentModel | null; readonly account: AccountRecord | null; readonly baseCurrency: string };

export function describeDenial(denial: Measured, scales: Scales): DenialModel {
	const { code, value, limit, headroom } = denial;
	const { remedy, unit } = denialTexts[code];
	const show = (number: bigint | null): string | null => (number === null ? null : inUnit(number, unit, scales));
	const level = levels.find((known) => known === denial.level) ?? null;
	const message = (code === 'HALTED' && level !== null && haltedAt[level]) || denialTexts[code].message;
	return { code, message, remedy, value: show(value), limit: show(limit), headroom: show(headroom), level };
}

function inUnit(number: bigint, unit: DenialUnit, scales: Scales): string {
	const priceDigits = scales.instrument?.priceDigits ?? 0;
	switch (unit) {
		case 'lots':
			return `${formatScaled(number, scales.instrument?.qtyDigits ?? 0)} lots`;
		case 'price':
			return formatScaled(number, priceDigits);
		case 'baseMoney':
			return `${formatScaled(number, 2)} ${scales.baseCurrency}`;
		case 'accountMoney':
			return `${formatScaled(number, scales.account?.currencyDigits ?? 2)} ${scales.account?.currency ?? ''}`.trim();
		case 'bps':
			return `${formatScaled(number, 2)} %`;
		case 'ms':
			return `${number} ms`;
		case 'orders':
			return `${number} orders`;
		case 'perSecond':
			return `${number} per second`;
		case 'none':
			return number.toString();
	}
}
