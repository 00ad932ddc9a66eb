import type { DenialCode } from '@meridian/core';

/** In what unit a denial's value and limit are: lots at qtyDigits, price at priceDigits, money in minor units, bps as percent. */
export type DenialUnit = 'lots' | 'price' | 'baseMoney' | 'accountMoney' | 'bps' | 'ms' | 'orders' | 'perSecond' | 'none';

type DenialText = { readonly message: string; readonly remedy: string; readonly unit: DenialUnit };

const plain = (message: string, remedy: string): DenialText => ({ message, remedy, unit: 'none' });
const measured = (unit: DenialUnit, text: { message: string; remedy: string }): DenialText => ({ ...text, unit });

/** One row per cause. A code without a row doesn't compile. */
export const denialTexts = {
	TENANT_INACTIVE: plain(
		'Your organisation is suspended: no position may be opened or increased.',
		'Closing and cancelling still work. Ask the platform operator.',
	),
	ACCOUNT_INACTIVE: plain('This account is not active.', 'Choose another account or ask your administrator.'),
	USER_INACTIVE: plain('Your user is not active.', 'Ask your administrator.'),
	USER_NOT_ALLOWED: plain(
		'You may not open or increase positions.',
		'Ask your administrator for the trader role; closing is still allowed.',
	),
	STRATEGY_INACTIVE: plain('This strategy is unknown or not active.', 'Choose another strategy or ask your administrator.'),
	HALTED: plain('Trading is halted for your organisation.', 'Closing and cancelling are still allowed. A risk officer can resume trading.'),
	INSTRUMENT_UNKNOWN: plain('The engine does not know this instrument.', 'Choose an instrument from the list.'),
	INSTRUMENT_INACTIVE: plain('This instrument is not active.', 'Choose another instrument or ask your administrator.'),
	INSTRUMENT_SPEC_MISSING: plain(
		"The broker has not sent this instrument's specification yet.",
		'Wait until the terminal is connected and try again.',
	),
	SIDE_NOT_ALLOWED: plain('The broker does not allow this side for this instrument now.', 'Only the other side, or closing, is possible.'),
	TRADING_DISABLED: plain('The broker has disabled trading in this instrument.', 'Choose another instrument or ask the broker.'),
	SESSION_CLOSED: plain("The broker's trading session for this instrument is closed.", 'Try again when the session opens.'),
	QTY_NOT_POSITIVE: measured('lots', { message: 'The quantity must be more than zero.', remedy: 'Enter a positive quantity.' }),
	QTY_OFF_STEP: measured('lots', {
		message: "The quantity is not a multiple of the broker's step.",
		remedy: 'Round the quantity to a multiple of the step (the limit shown).',
	}),
	QTY_BELOW_MIN: measured('lots', {
		message: "The quantity is below the broker's minimum.",
		remedy: 'Increase the quantity to the minimum.',
	}),
	QTY_ABOVE_MAX: measured('lots', { message: "The quantity is above the broker's maximum for one order.", remedy: 'Split the order.' }),
	QTY_NOT_AMENDABLE: plain(
		'The broker cannot change the quantity of a working order.',
		'Cancel the order and place another with the new quantity.',
	),
	PRICE_MISSING: plain(
		'This order type needs a price; one that becomes a limit order needs two.',
		'Enter a price, and for a stop-limit or a limit-if-touched the limit price too.',
	),
	PRICE_NOT_ALLOWED: plain(
		'This order type takes no such price.',
		'Leave the price out of a market order and a trailing stop; only a stop-limit and a limit-if-touched take a limit price.',
	),
	TRAIL_MISSING: plain('A trailing stop needs a distance and its unit.', 'Say how far the stop follows: in price, points or basis points.'),
	TRAIL_NOT_ALLOWED: plain('Only a trailing stop has a trailing distance.', 'Leave the distance out, or choose a trailing stop.'),
	POST_ONLY_NOT_ALLOWED: plain('Only an order with a limit can be post-only.', 'Choose a limit order, or leave post-only out.'),
	POST_ONLY_WOULD_TAKE: measured('price', {
		message: 'This post-only order would trade at once.',
		remedy: 'Choose a price that the market (the limit shown) does not meet.',
	}),
	BRACKET_NOT_ALLOWED: plain(
		'A bracket belongs to an order that opens or adds to a position, and needs a stop loss or a target.',
		'Give it a stop loss or a take profit, or place it without a bracket.',
	),
	GROUP_DENIED: plain('Another order of this group was denied, so none was placed.', 'Look at the other order: its denial says why.'),
	STOPS_FROZEN: measured('price', {
		message: 'The market stands too near: the broker freezes this stop.',
		remedy: 'Wait until the market has moved away by the distance shown as the limit.',
	}),
	PRICE_OFF_TICK: measured('price', {
		message: "The price is not a multiple of the instrument's tick.",
		remedy: 'Round the price to the tick (the limit shown).',
	}),
	PRICE_NOT_POSITIVE: plain('Prices must be more than zero.', 'Correct the price, stop loss or take profit.'),
	PRICE_WRONG_SIDE: measured('price', {
		message: 'The market has already reached the price of this stop order.',
		remedy: 'A buy stop is above the ask (the limit shown), a sell stop below the bid. Or place a market order.',
	}),
	LIMIT_PRICE_WRONG_SIDE: measured('price', {
		message: 'The limit price of this stop-limit order is beyond its stop price.',
		remedy: 'A buy limit is at or below the stop price (the limit shown), a sell limit at or above it.',
	}),
	STOPS_INVALID: measured('price', {
		message: 'The stop loss or take profit is on the wrong side of the price.',
		remedy: 'For a buy the stop loss is below and the take profit above; for a sell the reverse.',
	}),
	STOPS_TOO_CLOSE: measured('price', {
		message: 'The price, stop loss or take profit is closer to the market than the broker allows.',
		remedy: 'Move it at least the minimal distance (the limit shown) away.',
	}),
	ORDER_TYPE_UNSUPPORTED: plain('The broker does not take this order type for this instrument.', 'Choose another order type.'),
	TIF_UNSUPPORTED: plain('The broker does not take this time in force for this instrument.', 'Choose another time in force.'),
	EXPIRY_MISSING: plain('A GTD order needs the moment at which it expires.', 'Enter expiresAt, or choose another time in force.'),
	EXPIRY_NOT_ALLOWED: plain('Only a GTD order takes an expiry.', 'Leave expiresAt out, or choose GTD.'),
	EXPIRY_PASSED: plain('The expiry of the order has passed.', 'Enter an expiry in the future.'),
	MAX_ORDER_QTY: measured('lots', {
		message: 'The quantity is above the limit for one order on this account.',
		remedy: 'Reduce the quantity or split the order.',
	}),
	MAX_ORDER_NOTIONAL: measured('baseMoney', {
		message: 'The value of the order is above the limit for one order on this account.',
		remedy: 'Reduce the quantity or split the order.',
	}),
	FX_RATE_MISSING: plain(
		"There is no exchange rate to value this order in the account's or the organisation's currency.",
		'Wait until the conversion pair has a quote and try again.',
	),
	PRICE_COLLAR: measured('bps', { message: 'The price is too far from the market.', remedy: 'Move the price closer to the market.' }),
	MARK_MISSING: plain('There is no market price for this instrument yet.', 'Wait for the first quote and try again.'),
	MARK_STALE: measured('ms', {
		message: 'The last market price is too old to judge this order.',
		remedy: 'Wait for a fresh quote and try again.',
	}),
	SPREAD_TOO_WIDE: measured('bps', {
		message: 'The spread between bid and ask is too wide now.',
		remedy: 'Wait for the market to calm down and try again.',
	}),
	MAX_OPEN_ORDERS: measured('orders', {
		message: 'There are too many working orders.',
		remedy: 'Cancel some working orders first.',
	}),
	MAX_NET_POSITION: measured('lots', {
		message: 'With working and unknown orders the position would be above its limit.',
		remedy: 'Reduce the quantity, close a part of the position, or cancel working orders.',
	}),
	MAX_GROSS_EXPOSURE: measured('baseMoney', {
		message: 'All positions and working orders together would be worth more than their limit.',
		remedy: 'Reduce the quantity, close positions, or cancel working orders.',
	}),
	MAX_CURRENCY_EXPOSURE: measured('baseMoney', {
		message: 'The net exposure in one of the currencies would be above its limit.',
		remedy: 'Reduce the quantity, or close a position that is exposed to the same currency.',
	}),
	CONCENTRATION: measured('bps', {
		message: "Too large a share of the account's equity would depend on this instrument.",
		remedy: 'Reduce the quantity, or close a part of the position.',
	}),
	EQUITY_NOT_POSITIVE: plain('The account has no equity left to measure this order by.', 'Add funds; closing is still allowed.'),
	MARGIN_INSUFFICIENT: measured('accountMoney', {
		message: 'There is not enough free margin for this order and the required reserve.',
		remedy: 'Reduce the quantity, close positions, or add funds.',
	}),
	ACCOUNT_STATE_MISSING: plain(
		"The account's balance and margin are not known yet.",
		'Wait until the terminal has sent the state of the account.',
	),
	MARGIN_LEVEL: measured('bps', {
		message: 'After the fill the margin level would be below its floor.',
		remedy: 'Reduce the quantity, close positions, or add funds.',
	}),
	MARGIN_CALL: plain(
		"After the fill the account would be at the broker's margin call level or below it.",
		'Reduce the quantity, close positions, or add funds.',
	),
	DAILY_LOSS: measured('accountMoney', {
		message: 'The loss of the day has reached its limit.',
		remedy: "Closing and cancelling are still allowed. A new day begins at the broker's midnight.",
	}),
	DRAWDOWN: measured('accountMoney', {
		message: 'The account has fallen too far below its highest profit.',
		remedy: 'Closing and cancelling are still allowed. A risk officer decides how to go on.',
	}),
	ORDER_RATE: measured('perSecond', {
		message: 'Orders come too fast.',
		remedy: 'Wait a second and place the order again under a new clientOrderId.',
	}),
	AMEND_RATE: measured('perSecond', {
		message: 'Amends come too fast.',
		remedy: 'Wait a second and amend again under a new amendId. Cancelling is still allowed.',
	}),
	ORDER_TO_TRADE: measured('orders', {
		message: 'Too many orders and amends of the day have led to no deal.',
		remedy: 'Cancelling and closing are still allowed. The count begins anew at midnight UTC, and each deal makes room.',
	}),
	DUPLICATE_ORDER: measured('ms', {
		message: 'The same order was placed a moment ago.',
		remedy: 'If you want it a second time, wait for the time shown as the limit and place it under a new clientOrderId.',
	}),
	SELF_CROSS: measured('price', {
		message: 'The order would trade with a resting order of your own organisation.',
		remedy: 'Cancel the resting order (its price is the limit shown), or choose a price that does not reach it.',
	}),
	CLOSE_EXCEEDS_POSITION: measured('lots', {
		message: 'More would be closed than is open.',
		remedy: 'Reduce the quantity to what is open and not already being closed.',
	}),
	REDUCE_ONLY_WOULD_INCREASE: measured('lots', {
		message: 'A reduce-only order may not open or increase a position.',
		remedy: 'Reduce the quantity, or place it without reduceOnly.',
	}),
	VENUE_LINK_DOWN: plain(
		"The broker's terminal is not connected: nothing is sent.",
		'Wait until the line is back and place the order again.',
	),
	VENUE_NOT_RECONCILED: plain("The broker's terminal is connected, but its picture is not reconciled yet.", 'Wait a moment and try again.'),
	VENUE_TRADE_DISABLED: plain(
		'The terminal or the broker has trading switched off for this account.',
		'Switch on algo trading in the terminal, or ask the broker.',
	),
	INSTRUMENT_RESTRICTED: plain(
		'This instrument is on the restricted list of your organisation.',
		'Closing and cancelling are still allowed. Ask your compliance officer.',
	),
	APPROVAL_REQUIRED: measured('baseMoney', {
		message: 'An order of this value needs the approval of a second person.',
		remedy: 'A new order is held until a second person approves it; a working order keeps its terms.',
	}),
	APPROVAL_REFUSED: plain('A second person refused this order.', 'Ask the one who decided; place another order if it is still wanted.'),
	LIMIT_MISSING: plain(
		'A limit that this order needs is not configured, so it is denied.',
		'Ask your administrator to set the limits of this account.',
	),
	NOT_ENTITLED: plain(
		'The policies of your organisation do not let you trade this instrument in this account.',
		'Closing and cancelling are still allowed. Ask your administrator.',
	),
	ENTITLED_SIZE: measured('lots', {
		message: 'The policies of your organisation do not let you place an order of this size here.',
		remedy: 'Reduce the quantity, or ask your administrator.',
	}),
	NUMBER_OUT_OF_RANGE: plain('A number of this order is too large to be computed exactly.', 'Reduce the quantity or correct the price.'),
} as const satisfies Record<DenialCode, DenialText>;
