/** How a limit's whole number is written: hundredths of money or percent as decimals, milliseconds as seconds, the rest as it is. */
const scales = { lots: 0, money: 2, percent: 2, seconds: 3, count: 0, rate: 0 } as const;
type Unit = keyof typeof scales;

/** What each limit is counted in; its words are `limit.NAME` of the i18n. */
export const limitUnits: Readonly<Record<string, Unit>> = {
	maxOrderQtyLots: 'lots',
	maxOrderNotionalMinor: 'money',
	priceCollarBps: 'percent',
	maxMarkAgeMs: 'seconds',
	maxOpenOrders: 'count',
	maxNetLots: 'lots',
	marginReserveBps: 'percent',
	ordersPerSecond: 'rate',
	ordersBurst: 'count',
	maxSpreadBps: 'percent',
	maxGrossMinor: 'money',
	maxNetCurrencyMinor: 'money',
	maxConcentrationBps: 'percent',
	minMarginLevelBps: 'percent',
	maxDailyLossMinor: 'money',
	maxDrawdownMinor: 'money',
	duplicateWindowMs: 'seconds',
	approvalNotionalMinor: 'money',
	amendsPerSecond: 'rate',
	amendsBurst: 'count',
	maxOrdersPerTrade: 'count',
};
export const unitOf = (name: string): Unit => limitUnits[name] ?? 'count';

/** The API's whole number as a person reads it: "2500" basis points are "25". Exact. */
export function limitText(name: string, value: string): string {
	const digits = scales[unitOf(name)];
	if (digits === 0) return value;
	const padded = value.padStart(digits + 1, '0');
	const decimals = padded.slice(-digits);
	const whole = padded.slice(0, -digits);
	if (unitOf(name) === 'money') return `${whole}.${decimals}`;
	const kept = decimals.replace(/0+$/, '');
	return kept === '' ? whole : `${whole}.${kept}`;
}

/** What was typed as the API's whole number; '' where it is empty, null where it is no such number. */
export function limitValue(name: string, text: string): string | null {
	const digits = scales[unitOf(name)];
	if (text === '') return '';
	const [, whole, decimals = ''] = /^(\d{1,15})(?:\.(\d+))?$/.exec(text) ?? [];
	if (whole === undefined || decimals.length > digits) return null;
	return BigInt(whole + decimals.padEnd(digits, '0')).toString();
}
