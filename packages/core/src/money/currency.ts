/** ISO 4217 minor units that are not two. An account carries its own digits; this is for a tenant's base currency. */
const exceptions: ReadonlyMap<string, number> = new Map([
	...['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'].map(
		(code) => [code, 0] as const,
	),
	...['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'].map((code) => [code, 3] as const),
]);

/** Decimals of a currency's minor unit. */
export function currencyDigits(currency: string): number {
	return exceptions.get(currency) ?? 2;
}
