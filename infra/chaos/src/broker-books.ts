import { existsSync, readFileSync } from 'node:fs';

export type BrokerDeal = {
	readonly ticket: bigint;
	readonly orderId: number;
	readonly qty: number;
	readonly price: number;
	readonly profitMinor: number;
};
/** A deal with everything that it books. `isByRequest`: ours or by hand, and not the broker's own stop, target or stop-out. */
export type BrokerBooking = BrokerDeal & {
	readonly isTrade: boolean;
	readonly isCommission: boolean;
	readonly isByRequest: boolean;
	readonly commissionMinor: number;
	readonly swapMinor: number;
};
export type BrokerPosition = { readonly identifier: bigint; readonly symbol: number; readonly signedQty: number };
/** What the emulated broker has, from its own file: its word is the truth that the gateway's books are measured by. */
export type BrokerBooks = {
	readonly balanceMinor: number;
	readonly positions: readonly BrokerPosition[];
	/** Order ids of the working orders. */
	readonly working: ReadonlySet<number>;
	/** Order ids of the orders that ended there. */
	readonly ended: ReadonlySet<number>;
	readonly deals: readonly BrokerDeal[];
	/** Operations on the balance too. */
	readonly allDeals: readonly BrokerBooking[];
	/** Requests that reached it, as `orderId action`, each as often as it came. */
	readonly requests: readonly string[];
};

const buy = 0;
const sell = 1;
const commission = 7;
/** Client and expert; above are the broker's own. */
const expert = 3;

/**
 * Reads the state file of an emulated terminal (its columns are those of mt5/emulator/books.cpp) and its log of requests.
 * @throws where the file is not whole: it is replaced at once, so that this would be a fault of its own.
 */
export function readBrokerBooks(stateFile: string): BrokerBooks {
	const rows = readFileSync(stateFile, 'utf8')
		.split('\n')
		.map((line) => line.split(' '));
	if (rows.at(-2)?.[0] !== 'end') throw new Error(`${stateFile} is cut off`);
	const of = (what: string): string[][] => rows.filter(([word]) => word === what).map(([, ...fields]) => fields);
	const whole = (text: string | undefined): number => Number(text ?? Number.NaN);
	const magics = (what: string) => new Set(of(what).map(([, magic]) => whole(magic)));
	const allDeals = of('deal').map(
		([ticket = '', , , magic, , type, , reason, volume, price, profit, , charged, swap]): BrokerBooking => ({
			...{ ticket: BigInt(ticket), orderId: whole(magic), qty: whole(volume), price: whole(price), profitMinor: whole(profit) },
			...{
				isTrade: whole(type) === buy || whole(type) === sell,
				isCommission: whole(type) === commission,
				isByRequest: whole(reason) <= expert,
			},
			...{ commissionMinor: whole(charged ?? '0'), swapMinor: whole(swap ?? '0') },
		}),
	);
	return {
		balanceMinor: whole(of('account')[0]?.[0]),
		positions: of('position').map(([, identifier = '', , symbol, isBuy, volume]) => ({
			identifier: BigInt(identifier),
			symbol: whole(symbol),
			signedQty: isBuy === '1' ? whole(volume) : -whole(volume),
		})),
		working: magics('order'),
		ended: magics('ended'),
		deals: allDeals.filter(({ isTrade }) => isTrade),
		allDeals,
		requests: readRequests(`${stateFile}.log`),
	};
}

function readRequests(logFile: string): string[] {
	if (!existsSync(logFile)) return [];
	return readFileSync(logFile, 'utf8')
		.split('\n')
		.filter((line) => line.startsWith('request '))
		.map((line) => line.split(' ').slice(2).join(' '));
}
