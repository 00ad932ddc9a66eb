/** How a limit's whole number is written: hundredths of money or percent as decimals, milliseconds as seconds, the rest as it is. */
const scales = { lots: 0, money: 2, percent: 2, seconds: 3, count: 0, rate: 0 } as const;
type Unit = keyof typeof scales;
type Words = { readonly title: string; readonly unit: Unit; readonly help: string };
const units: Readonly<Record<Unit, string>> = { lots: 'lots', money: '', percent: '%', seconds: 's', count: '', rate: 'per second' };

/** Every limit as a risk officer would say it. */
export const limitWords: Readonly<Record<string, Words>> = {
	maxOrderQtyLots: { title: 'Order size', unit: 'lots', help: 'The largest quantity of one order.' },
	maxOrderNotionalMinor: {
		title: 'Order value',
		unit: 'money',
		help: 'What one order may be worth at most, in the currency of the house.',
	},
	priceCollarBps: {
		title: 'Price collar',
		unit: 'percent',
		help: 'How far the price of an order may be off the market: keeps typing errors out.',
	},
	maxMarkAgeMs: { title: 'Age of the quote', unit: 'seconds', help: 'No order is judged by an older quote than this.' },
	maxOpenOrders: { title: 'Open orders', unit: 'count', help: 'How many orders may be open at once, those of unknown fate included.' },
	maxNetLots: {
		title: 'Net position',
		unit: 'lots',
		help: 'Per instrument and side, with everything filled that works or whose fate is unknown. Tenant and desk: all their accounts together.',
	},
	marginReserveBps: {
		title: 'Margin reserve',
		unit: 'percent',
		help: 'The share of the free margin that must still be free after the fill.',
	},
	ordersPerSecond: { title: 'Orders per second', unit: 'rate', help: 'What the bucket of orders is refilled by. Needs the burst too.' },
	ordersBurst: { title: 'Order burst', unit: 'count', help: 'How many orders may come at once before the rate holds.' },
	maxSpreadBps: { title: 'Spread', unit: 'percent', help: 'No order while bid and ask are further apart, in percent of the price.' },
	maxGrossMinor: { title: 'Gross exposure', unit: 'money', help: 'All positions without their signs, in the currency of the house.' },
	maxNetCurrencyMinor: {
		title: 'Net per currency',
		unit: 'money',
		help: 'The net of each currency but the house’s own, in the currency of the house.',
	},
	maxConcentrationBps: {
		title: 'Concentration',
		unit: 'percent',
		help: 'What one instrument’s position may be worth, in percent of the account’s equity.',
	},
	minMarginLevelBps: { title: 'Margin level', unit: 'percent', help: 'Equity over margin must be at least this after the fill.' },
	maxDailyLossMinor: {
		title: 'Loss of a day',
		unit: 'money',
		help: 'Beyond it nothing that adds risk passes until the next trading day. Of an account in its own currency.',
	},
	maxDrawdownMinor: {
		title: 'Drawdown',
		unit: 'money',
		help: 'How far below its highest the equity may fall. Of an account in its own currency.',
	},
	duplicateWindowMs: { title: 'Duplicate guard', unit: 'seconds', help: 'The same order again within this time is denied. 0: off.' },
	approvalNotionalMinor: {
		title: 'Second person from',
		unit: 'money',
		help: 'An order worth more waits until another person has approved it.',
	},
	amendsPerSecond: { title: 'Changes per second', unit: 'rate', help: 'As of orders, for changes of them. Needs the burst too.' },
	amendsBurst: { title: 'Change burst', unit: 'count', help: 'How many changes may come at once before the rate holds.' },
	maxOrdersPerTrade: { title: 'Orders per deal', unit: 'count', help: 'Orders and changes of the UTC day for each deal.' },
};
const wordsOf = (name: string): Words => limitWords[name] ?? { title: name, unit: 'count', help: '' };
export const limitTitle = (name: string): string => wordsOf(name).title;
export const limitHelp = (name: string): string => wordsOf(name).help;
export const limitUnit = (name: string): string => units[wordsOf(name).unit];

/** The API's whole number as a person reads it: "2500" basis points are "25". Exact. */
export function limitText(name: string, value: string): string {
	const digits = scales[wordsOf(name).unit];
	if (digits === 0) return value;
	const padded = value.padStart(digits + 1, '0');
	const decimals = padded.slice(-digits);
	const whole = padded.slice(0, -digits);
	if (wordsOf(name).unit === 'money') return `${whole}.${decimals}`;
	const kept = decimals.replace(/0+$/, '');
	return kept === '' ? whole : `${whole}.${kept}`;
}

/** What was typed as the API's whole number; '' where it is empty, null where it is no such number. */
export function limitValue(name: string, text: string): string | null {
	const digits = scales[wordsOf(name).unit];
	if (text === '') return '';
	const [, whole, decimals = ''] = /^(\d{1,15})(?:\.(\d+))?$/.exec(text) ?? [];
	if (whole === undefined || decimals.length > digits) return null;
	return BigInt(whole + decimals.padEnd(digits, '0')).toString();
}
