import {
	currencyDigits,
	type Denial,
	type EngineInput,
	type EngineOutput,
	explainChecks,
	formatDecimal,
	type OrderView,
} from '@meridian/core';
import { firstKept } from '../journal/files.ts';
import { readJournal } from '../journal/read.ts';
import type { JournalRecord } from '../journal/record.ts';
import { clock, Names } from './names.ts';
import { beginning, decide } from './replay.ts';
import { inputInWords, outputInWords, termsInWords } from './words.ts';

type Mark = Extract<EngineInput, { kind: 'mark' }>;
type Print = (text: string) => void;
/** The record in which an order came to be, and how it was then. */
type Birth = { readonly seq: number; readonly order: OrderView };

export function explain(
	dir: string,
	input: { readonly order: string; readonly accountId: number | undefined; readonly print: Print },
): number {
	const { print } = input;
	const birth = findBirth(dir, input);
	const { orderId } = birth.order;
	const memory = beginning(dir);
	if (memory.lastSeq >= birth.seq)
		throw new Error(`the records before ${memory.lastSeq} are gone, and with them how order ${orderId} (record ${birth.seq}) came to be`);
	const names = new Names();
	const marks = new Map<string, { readonly mark: Mark; readonly atMs: number }>();
	let sentAtMs = 0;
	readJournal({
		dir,
		afterSeq: memory.lastSeq,
		visit: (record) => {
			names.note(record.input);
			const { input: given, atMs } = record;
			if (given.kind === 'mark') marks.set(markKey(given), { mark: given, atMs });
			if (record.seq === birth.seq) {
				sentAtMs = atMs;
				tellWhoAndWhat(birth.order, { record, names, print });
				tellQuote(marks.get(markKey(birth.order)), { atMs, names, print });
				tellChecks(birth.order, { atMs, memory, print });
				print('\nstory');
			}
			const outputs = decide(memory, record);
			if (record.seq < birth.seq || !(concerns(given, orderId) || outputs.some((output) => orderOf(output) === orderId))) return;
			print(`  ${`+${atMs - sentAtMs} ms`.padStart(10)}  record ${record.seq}: ${inputInWords(given, names)}`);
			for (const output of outputs) if (orderOf(output) === orderId) print(`${' '.repeat(14)}→ ${outputInWords(output, names)}`);
		},
	});
	tellStages(dir, { orderId, birth, print });
	return 0;
}

/** @throws where no order is so called, or several are. */
function findBirth(dir: string, { order, accountId }: { readonly order: string; readonly accountId: number | undefined }): Birth {
	const births = new Map<number, Birth>();
	readJournal({
		dir,
		afterSeq: firstKept(dir) - 1,
		visit: ({ seq, outputs }) => {
			for (const output of outputs) {
				if (output.kind !== 'order' || births.has(output.order.orderId)) continue;
				const isMeant = String(output.order.orderId) === order || output.order.clientOrderId === order;
				if (isMeant && (accountId === undefined || output.order.accountId === accountId))
					births.set(output.order.orderId, { seq, order: output.order });
			}
		},
	});
	const [birth, ...others] = births.values();
	if (birth === undefined) throw new Error(`the journal knows no order ${order}; it is an order id or a client order id`);
	if (others.length === 0) return birth;
	const list = [birth, ...others].map((each) => `${each.order.orderId} (account ${each.order.accountId})`).join(', ');
	throw new Error(`several orders are called ${order}: ${list}. Name one by its order id, or add --account N`);
}

function tellWhoAndWhat(order: OrderView, at: { readonly record: JournalRecord; readonly names: Names; readonly print: Print }): void {
	const { record, names, print } = at;
	const { envelope, tenantId, accountId } = order;
	const account = names.account(tenantId, accountId);
	print(`order          ${order.orderId}, client order id ${order.clientOrderId}`);
	print(`what           ${termsInWords(order, names)}${record.input.kind === 'close' ? ', closing a position' : closing(order)}`);
	print(
		`where          tenant ${tenantId} (${names.tenant(tenantId)?.slug ?? '?'}), account ${accountId} (${account?.name ?? '?'}, ${account?.mode ?? '?'})`,
	);
	print(`when           ${clock(record.atMs)} UTC, record ${record.seq}`);
	print(
		`who            user ${envelope.principalId}, session ${envelope.sessionId}; investment decided by ${envelope.investmentDeciderId}, execution by ${envelope.executionDeciderId}`,
	);
}

function tellQuote(
	known: { readonly mark: Mark; readonly atMs: number } | undefined,
	at: { readonly atMs: number; readonly names: Names; readonly print: Print },
): void {
	if (known === undefined) {
		at.print('quote          none');
		return;
	}
	const { tenantId, instrumentId, bid, ask } = known.mark;
	const price = (value: number) => at.names.price(tenantId, { instrumentId, value });
	at.print(`quote          bid ${price(bid)}, ask ${price(ask)}, ${at.atMs - known.atMs} ms old`);
}

/** What the checks say on the state as it was before the order: the same that decided it. */
function tellChecks(
	order: OrderView,
	at: { readonly atMs: number; readonly memory: ReturnType<typeof beginning>; readonly print: Print },
): void {
	const { atMs, memory, print } = at;
	const { trail } = order;
	// Where a trailing stop stands is the market's doing, and no price of its asker's.
	const asked = { ...order, price: trail === null ? order.price : null, trail: trail ?? undefined };
	const { notionalMinor, marginMinor } = memory.engine.preview(asked, atMs);
	const tenant = memory.configs.get(order.tenantId);
	const account = tenant?.accounts.find(({ accountId }) => accountId === order.accountId);
	print(
		`notional       ${money(notionalMinor, currencyDigits(tenant?.baseCurrency ?? ''))} ${tenant?.baseCurrency ?? ''}; margin ${money(marginMinor, account?.currencyDigits ?? 2)} ${account?.currency ?? ''}`,
	);
	print(
		`limits         ${Object.entries(account?.limits ?? {})
			.map(([name, value]) => `${name} ${value ?? 'none'}`)
			.join(', ')}`,
	);
	const explained = explainChecks(memory.engine.memory(), { order: asked, atMs });
	print(`\nrisk checks of ${explained?.actionClass === 'INCREASE' ? 'an increase' : 'a reduction'}`);
	for (const { number, title, outcome, denial, measured } of explained?.checks ?? [])
		print(`  ${String(number).padStart(2)}  ${outcome.padEnd(14)}  ${title}${inNumbers(denial, measured)}`);
}

/** What was measured against which limit, whose it is, and how much is left. */
function inNumbers(denial: Denial | null, measured: Denial | null): string {
	const found = denial ?? measured;
	if (found === null) return '';
	const code = denial === null ? '' : `${denial.code}, `;
	const level = found.level === null ? '' : ` of the ${found.level.toLowerCase()}`;
	const headroom = found.headroom === null ? '' : `, headroom ${found.headroom}`;
	return `: ${code}value ${found.value ?? 'unknown'}, limit ${found.limit ?? 'none'}${level}${headroom}`;
}

const money = (minor: number | null, digits: number): string => (minor === null ? 'unknown' : formatDecimal(minor, digits));

/** When the order reached each stage of its way, by the engine's clock. */
function tellStages(dir: string, input: { readonly orderId: number; readonly birth: Birth; readonly print: Print }): void {
	const { orderId, birth, print } = input;
	const stages = new Map<string, number>();
	const reach = (stage: string, atMs: number): void => {
		if (!stages.has(stage)) stages.set(stage, atMs);
	};
	readJournal({
		dir,
		afterSeq: birth.seq - 1,
		visit: ({ atMs, input: given, outputs }) => {
			if (given.kind === 'venue' && given.event === 'ack' && given.orderId === orderId) reach('acknowledged by the terminal', atMs);
			if (given.kind === 'venue' && given.event === 'result' && given.orderId === orderId) reach('answered by the server', atMs);
			for (const output of outputs) {
				if (orderOf(output) !== orderId) continue;
				if (output.kind === 'order') reach(output.order.life, atMs);
				if (output.kind === 'execution') reach('first deal booked', atMs);
			}
		},
	});
	print('\nstages');
	const startMs = Math.min(...stages.values());
	for (const [stage, atMs] of stages) print(`  ${clock(atMs)}  +${atMs - startMs} ms  ${stage}`);
}

function closing({ positionTicket, positionByTicket }: OrderView): string {
	if (positionByTicket !== 0n) return `, closing position ${positionTicket} and position ${positionByTicket} by each other`;
	return '';
}

function concerns(input: EngineInput, orderId: number): boolean {
	if (input.kind === 'cancel' || input.kind === 'amend') return input.orderId === orderId;
	if (input.kind !== 'venue') return false;
	if (input.event === 'ack' || input.event === 'result') return input.orderId === orderId;
	if (input.event === 'order') return input.order.orderId === orderId;
	return input.event === 'deal' && input.deal.orderId === orderId;
}

function orderOf(output: EngineOutput): number | undefined {
	switch (output.kind) {
		case 'reply':
			return output.reply.outcome === 'order' ? output.reply.order.orderId : undefined;
		case 'order':
			return output.order.orderId;
		case 'execution':
			return output.execution.orderId;
		case 'send':
			return output.send.orderId;
		case 'break':
		case 'stages':
			return output.orderId;
		default:
			return undefined;
	}
}

const markKey = (of: { readonly tenantId: number; readonly accountId: number; readonly instrumentId: number }): string =>
	`${of.tenantId}:${of.accountId}:${of.instrumentId}`;
