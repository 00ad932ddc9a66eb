import { denialCodes, levels, orderLives, orderTypes, pendingRequests, sides, timesInForce } from '../model.ts';
import { neverSent, type Order, type Request } from './order.ts';

/** An order as numbers: `WIDTH` that nearly every one has, and `RARE_WIDTH` for those that have more. NaN stands for null. */
export const WIDTH = 28;
export const RARE_WIDTH = 20;
/** The column that says where the order's rare numbers stand; 0: it has none. */
export const RARE_PLACE = 27;

const recallReasons = ['KILL', 'EXPIRY', 'LINK'] as const satisfies readonly Order['recalledFor'][];
const endEvents = ['complete', 'cancel', 'expire'] as const;

/** Whether numbers say all of it. Orders that depend on others or that the engine worked for stay as they are, and so do tickets beyond exact numbers. */
export function fitsRow(order: Order): boolean {
	return (
		order.link === null &&
		order.bracket === null &&
		order.work === null &&
		order.trail === null &&
		order.replacement === null &&
		order.resting === null &&
		order.reservedQty === 0 &&
		order.reservedMarginMinor === 0 &&
		isNumber(order.positionTicket) &&
		isNumber(order.positionByTicket) &&
		isNumber(order.venueOrderTicket)
	);
}

function isNumber(ticket: bigint): boolean {
	return Number.isSafeInteger(Number(ticket));
}

/** Whether it has any of the rare numbers. */
export function isRare(order: Order): boolean {
	return (
		order.expiresAtMs !== null ||
		order.limitPrice !== null ||
		order.positionByTicket !== 0n ||
		order.decidedById !== 0 ||
		order.denial !== null ||
		order.replaced.commandSeq !== 0 ||
		order.canceled.commandSeq !== 0 ||
		order.absentSinceMs !== null ||
		order.end !== null
	);
}

export function writeOrder(order: Order, { row, at }: { readonly row: Float64Array; readonly at: number }): void {
	const { envelope, placed } = order;
	row[at] = order.tenantId;
	row[at + 1] = order.accountId;
	row[at + 2] = order.instrumentId;
	row[at + 3] = wordsOf(order);
	row[at + 4] = order.qty;
	row[at + 5] = numberOf(order.price);
	row[at + 6] = numberOf(order.sl);
	row[at + 7] = numberOf(order.tp);
	row[at + 8] = Number(order.positionTicket);
	row[at + 9] = numberOf(order.strategyId);
	row[at + 10] = envelope.principalId;
	row[at + 11] = envelope.sessionId;
	row[at + 12] = envelope.investmentDeciderId;
	row[at + 13] = envelope.executionDeciderId;
	row[at + 14] = order.createdAtMs;
	row[at + 15] = order.updatedAtMs;
	row[at + 16] = order.filledQty;
	row[at + 17] = order.filledNotional;
	row[at + 18] = Number(order.venueOrderTicket);
	row[at + 19] = order.retcode;
	row[at + 20] = order.marginMinor;
	row[at + 21] = placed.epoch;
	row[at + 22] = placed.commandSeq;
	row[at + 23] = placed.linkSession;
	row[at + 24] = placed.atMs;
	row[at + 25] = order.seenLinkSession;
	row[at + 26] = order.termsHash;
}

export function writeRare(order: Order, { row, at }: { readonly row: Float64Array; readonly at: number }): void {
	const { denial, end } = order;
	row[at] = numberOf(order.expiresAtMs);
	row[at + 1] = numberOf(order.limitPrice);
	row[at + 2] = Number(order.positionByTicket);
	row[at + 3] = order.decidedById;
	row[at + 4] = denial === null ? -1 : denialCodes.indexOf(denial.code);
	row[at + 5] = numberOf(denial?.value ?? null);
	row[at + 6] = numberOf(denial?.limit ?? null);
	row[at + 7] = numberOf(denial?.headroom ?? null);
	row[at + 8] = denial === null || denial.level === null ? -1 : levels.indexOf(denial.level);
	writeRequest(order.replaced, { row, at: at + 9 });
	writeRequest(order.canceled, { row, at: at + 13 });
	row[at + 17] = numberOf(order.absentSinceMs);
	row[at + 18] = end === null ? Number.NaN : end.filledQty;
	row[at + 19] = end === null ? Number.NaN : end.linkSession;
}

/** `rare`: where the order has none, `noRare`. */
export function readOrder(
	of: { readonly orderId: number; readonly clientOrderId: string },
	from: { readonly row: Float64Array; readonly at: number; readonly rare: { readonly row: Float64Array; readonly at: number } },
): Order {
	const { row, at } = from;
	const { row: rare, at: rareAt } = from.rare;
	const words = row[at + 3] ?? 0;
	const denialCode = denialCodes[rare[rareAt + 4] ?? -1];
	const endEvent = endEvents[wordIn(words, END) - 1];
	return {
		tenantId: row[at] ?? 0,
		accountId: row[at + 1] ?? 0,
		orderId: of.orderId,
		clientOrderId: of.clientOrderId,
		termsHash: row[at + 26] ?? 0,
		instrumentId: row[at + 2] ?? 0,
		side: sides[wordIn(words, SIDE)] ?? 'BUY',
		type: orderTypes[wordIn(words, TYPE)] ?? 'MARKET',
		tif: timesInForce[wordIn(words, TIF)] ?? 'GTC',
		expiresAtMs: orNull(rare[rareAt]),
		qty: row[at + 4] ?? 0,
		price: orNull(row[at + 5]),
		limitPrice: orNull(rare[rareAt + 1]),
		triggered: wordIn(words, TRIGGERED) === 1,
		sl: orNull(row[at + 6]),
		tp: orNull(row[at + 7]),
		positionTicket: BigInt(row[at + 8] ?? 0),
		positionByTicket: BigInt(rare[rareAt + 2] ?? 0),
		reduceOnly: wordIn(words, REDUCE_ONLY) === 1,
		postOnly: wordIn(words, POST_ONLY) === 1,
		asksBracket: wordIn(words, ASKS_BRACKET) === 1,
		trail: null,
		work: null,
		recalledFor: recallReasons[wordIn(words, RECALLED_FOR) - 1] ?? null,
		isWatchedHere: wordIn(words, WATCHED_HERE) === 1,
		link: null,
		bracket: null,
		decidedById: rare[rareAt + 3] ?? 0,
		strategyId: orNull(row[at + 9]),
		envelope: {
			principalId: row[at + 10] ?? 0,
			sessionId: row[at + 11] ?? 0,
			investmentDeciderId: row[at + 12] ?? 0,
			executionDeciderId: row[at + 13] ?? 0,
		},
		createdAtMs: row[at + 14] ?? 0,
		updatedAtMs: row[at + 15] ?? 0,
		life: orderLives[wordIn(words, LIFE)] ?? 'UNKNOWN',
		pending: pendingRequests[wordIn(words, PENDING)] ?? 'NONE',
		filledQty: row[at + 16] ?? 0,
		filledNotional: row[at + 17] ?? 0,
		venueOrderTicket: BigInt(row[at + 18] ?? 0),
		denial:
			denialCode === undefined
				? null
				: {
						code: denialCode,
						value: orNull(rare[rareAt + 5]),
						limit: orNull(rare[rareAt + 6]),
						headroom: orNull(rare[rareAt + 7]),
						level: levels[rare[rareAt + 8] ?? -1] ?? null,
					},
		retcode: row[at + 19] ?? 0,
		reduces: wordIn(words, REDUCES) === 1,
		marginMinor: row[at + 20] ?? 0,
		reservedQty: 0,
		reservedMarginMinor: 0,
		resting: null,
		replacement: null,
		end: endEvent === undefined ? null : { event: endEvent, filledQty: rare[rareAt + 18] ?? 0, linkSession: rare[rareAt + 19] ?? 0 },
		placed: requestAt(row, at + 21),
		replaced: requestAt(rare, rareAt + 9),
		canceled: requestAt(rare, rareAt + 13),
		seenLinkSession: row[at + 25] ?? 0,
		absentSinceMs: orNull(rare[rareAt + 17]),
		isPresumable: wordIn(words, PRESUMABLE) === 1,
	};
}

/** The rare numbers of an order that has none. */
export const noRare = new Float64Array(RARE_WIDTH);
for (const at of [0, 1, 5, 6, 7, 17]) noRare[at] = Number.NaN;
for (const at of [4, 8]) noRare[at] = -1;

function numberOf(value: number | null): number {
	return value ?? Number.NaN;
}

function orNull(value: number | undefined): number | null {
	return value === undefined || Number.isNaN(value) ? null : value;
}

function writeRequest(request: Request, { row, at }: { readonly row: Float64Array; readonly at: number }): void {
	row[at] = request.epoch;
	row[at + 1] = request.commandSeq;
	row[at + 2] = request.linkSession;
	row[at + 3] = request.atMs;
}

function requestAt(row: Float64Array, at: number): Request {
	const commandSeq = row[at + 1] ?? 0;
	return commandSeq === 0 ? neverSent : { epoch: row[at] ?? 0, commandSeq, linkSession: row[at + 2] ?? 0, atMs: row[at + 3] ?? 0 };
}

/** Words and flags stand in one number: so many bits each, from this bit on. */
type Bits = { readonly from: number; readonly mask: number };
const SIDE: Bits = { from: 0, mask: 1 };
const TYPE: Bits = { from: 1, mask: 7 };
const TIF: Bits = { from: 4, mask: 7 };
const LIFE: Bits = { from: 7, mask: 15 };
const PENDING: Bits = { from: 11, mask: 7 };
const RECALLED_FOR: Bits = { from: 14, mask: 3 };
const END: Bits = { from: 16, mask: 3 };
const TRIGGERED: Bits = { from: 18, mask: 1 };
const REDUCE_ONLY: Bits = { from: 19, mask: 1 };
const POST_ONLY: Bits = { from: 20, mask: 1 };
const ASKS_BRACKET: Bits = { from: 21, mask: 1 };
const WATCHED_HERE: Bits = { from: 22, mask: 1 };
const REDUCES: Bits = { from: 23, mask: 1 };
const PRESUMABLE: Bits = { from: 24, mask: 1 };

function wordsOf(order: Order): number {
	return (
		(sides.indexOf(order.side) << SIDE.from) |
		(orderTypes.indexOf(order.type) << TYPE.from) |
		(timesInForce.indexOf(order.tif) << TIF.from) |
		(orderLives.indexOf(order.life) << LIFE.from) |
		(pendingRequests.indexOf(order.pending) << PENDING.from) |
		((order.recalledFor === null ? 0 : recallReasons.indexOf(order.recalledFor) + 1) << RECALLED_FOR.from) |
		((order.end === null ? 0 : endEvents.indexOf(order.end.event) + 1) << END.from) |
		(Number(order.triggered) << TRIGGERED.from) |
		(Number(order.reduceOnly) << REDUCE_ONLY.from) |
		(Number(order.postOnly) << POST_ONLY.from) |
		(Number(order.asksBracket) << ASKS_BRACKET.from) |
		(Number(order.isWatchedHere) << WATCHED_HERE.from) |
		(Number(order.reduces) << REDUCES.from) |
		(Number(order.isPresumable) << PRESUMABLE.from)
	);
}

function wordIn(words: number, { from, mask }: Bits): number {
	return (words >>> from) & mask;
}
