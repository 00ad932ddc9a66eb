export const trade = {
	'trade.buy': ['Buy', 'Kaufen', '買い'],
	'trade.sell': ['Sell', 'Verkaufen', '売り'],
} as const;
