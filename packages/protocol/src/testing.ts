import { wireEnums } from './schema/enums.ts';
import type { TerminalProtocol } from './schema/terminal.ts';
import type { Message } from './schema/types.ts';

type Facts<Name extends keyof TerminalProtocol> = Message<TerminalProtocol, Name>;

/** What a terminal says of a plain symbol and account: the one place to add a field to, for tests, benchmarks and the simulator. EURUSD with five digits. */
export const symbolFacts = (overrides: Partial<Facts<'Symbol'>> = {}): Facts<'Symbol'> => ({
	symbol: 'EURUSD',
	digits: 5,
	point: 0.00001,
	tickSize: 0.00001,
	contractSize: 100_000,
	volumeMin: 0.01,
	volumeMax: 100,
	volumeStep: 0.01,
	stopsLevelPoints: 0,
	freezeLevelPoints: 0,
	tradeMode: wireEnums.SymbolTradeMode.FULL,
	executionMode: wireEnums.ExecutionMode.MARKET,
	fillingMask: 3,
	orderMask: 127,
	expirationMask: 15,
	calcMode: wireEnums.CalcMode.FOREX,
	...{ marginRate: 1, marginRateMaintenance: 1, marginInitial: 0, marginMaintenance: 0, marginHedged: 0, hedgedUseLeg: true, tickValue: 0 },
	currencyBase: 'EUR',
	currencyProfit: 'USD',
	currencyMargin: 'EUR',
	...{ marginRateSell: 1, swapMode: wireEnums.SwapMode.DISABLED, swapLong: 0, swapShort: 0, swapTripleDay: 3, bookDepth: 0 },
	sessions: [0, 1, 2, 3, 4, 5, 6].map((day) => ({ day, fromSec: 0, toSec: 86_400 })),
	...overrides,
});

const stopOut = { stopOutMode: wireEnums.StopOutMode.PERCENT, marginCall: 100, stopOut: 50 };

/** A balance with nothing open; the broker warns at a margin level of 100 % and closes at 50 %. */
export const accountFacts = (overrides: Partial<Facts<'Account'>> = {}): Facts<'Account'> => {
	const balance = overrides.balance ?? 100_000;
	return {
		...{ balance, credit: 0, equity: balance, profit: 0, margin: 0, marginFree: balance, ...stopOut, connected: true, tradeAllowed: true },
		...overrides,
	};
};
