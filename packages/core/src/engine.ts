import { configure } from './configure.ts';
import type { Engine, EngineInput, EngineMemory, EngineOutput } from './messages.ts';
import { isExact } from './money/mul-div.ts';
import { amend } from './orders/amend.ts';
import { amendPosition } from './orders/amend-position.ts';
import { cancel } from './orders/cancel.ts';
import { cancelAll } from './orders/cancel-all.ts';
import { close } from './orders/close.ts';
import { closeBy } from './orders/close-by.ts';
import { placeGroup } from './orders/group.ts';
import { halt, haltPart } from './orders/halt.ts';
import { decide } from './orders/held.ts';
import { settleLinks } from './orders/links.ts';
import { place } from './orders/place.ts';
import { assertRecalls } from './orders/recall.ts';
import { dueAtMs, onQuote, onTime } from './orders/waiting.ts';
import { rollDay } from './positions/profit-and-loss.ts';
import { reconvert, recount } from './positions/sums.ts';
import { previewOrder } from './risk/preview.ts';
import { hashState } from './state/hash.ts';
import { glanceAt, type Mark, setMark } from './state/marks.ts';
import { putEndedAway } from './state/orders.ts';
import { Outbox, type Scope } from './state/outbox.ts';
import { createState, type EngineState } from './state/state.ts';
import { presumeAbsent } from './venue/absence.ts';
import { reviewBreaks } from './venue/breaks.ts';
import { onVenueEvent } from './venue/dispatch.ts';
import { linkDown, loseLateAnswers } from './venue/link.ts';
import { lookAgain, lookDueAtMs } from './venue/look-again.ts';
import { resolveBreak } from './venue/resolve-break.ts';
import { loseStopRequests } from './venue/stop-requests.ts';

/** An engine that is empty, or goes on from what another remembered. All that it decides is a function of that and of the inputs given to apply(), in order. */
export function createEngine(memory: EngineMemory = createState()): Engine {
	const state = memory;
	const out = new Outbox(state);
	return {
		memory: () => state,
		apply: (input, atMs) => apply(out, { state, input, atMs }),
		preview: (order, atMs) => previewOrder(state, { order, nowMs: timeOf(state, atMs) }),
		watches: ({ tenantId, accountId, instrumentId }) =>
			state.tenants.get(tenantId)?.accounts.get(accountId)?.watched.has(instrumentId) === true,
		wakeAtMs: () => wakeAtMs(state),
		stateHash: () => hashState(state),
	};
}

function apply(
	out: Outbox,
	step: { readonly state: EngineState; readonly input: EngineInput; readonly atMs: number },
): readonly EngineOutput[] {
	const { state, input, atMs } = step;
	state.nowMs = timeOf(state, atMs);
	out.begin();
	switch (input.kind) {
		case 'configure':
			configure(state, { config: input.config, out });
			break;
		case 'halt':
			halt(state, { input, out });
			break;
		case 'haltPart':
			haltPart(state, { input, out });
			break;
		case 'epoch':
			beginEpoch(state, { epoch: input.epoch, out });
			break;
		case 'timer':
			for (const scope of scopes(state, out)) {
				loseLateAnswers(scope);
				loseStopRequests(scope, 'late');
				assertRecalls(scope);
				onTime(scope);
				lookAgain(scope);
			}
			break;
		default:
			applyToAccount(state, { input, out });
	}
	settleLinks(state, out);
	putEndedAway(state.orders);
	return out.taken();
}

/** Engine time never runs back, whatever the clock of the machine does. */
function timeOf({ nowMs }: EngineState, atMs: number): number {
	return isExact(atMs) ? Math.max(nowMs, atMs) : nowMs;
}

type AccountInput = Extract<EngineInput, { accountId: number }>;

function applyToAccount(state: EngineState, step: { readonly input: AccountInput; readonly out: Outbox }): void {
	const { input, out } = step;
	const tenant = state.tenants.get(input.tenantId);
	const account = tenant?.accounts.get(input.accountId);
	if (tenant === undefined || account === undefined) {
		if (input.kind !== 'mark' && input.kind !== 'venue')
			out.refuse(tenant === undefined ? 'UNKNOWN_TENANT' : 'UNKNOWN_ACCOUNT', `no account ${input.accountId} in tenant ${input.tenantId}`);
		return;
	}
	rollDay(account, out.nowMs);
	const scope: Scope = { state, tenant, account, out };
	switch (input.kind) {
		case 'place':
			place(scope, input);
			return;
		case 'placeGroup':
			placeGroup(scope, input);
			return;
		case 'amend':
			amend(scope, input);
			return;
		case 'cancel':
			cancel(scope, input);
			return;
		case 'cancelAll':
			cancelAll(scope, input);
			return;
		case 'close':
			close(scope, input);
			return;
		case 'closeBy':
			closeBy(scope, input);
			return;
		case 'resolveBreak':
			resolveBreak(scope, input);
			return;
		case 'decide':
			decide(scope, input);
			return;
		case 'presumeAbsent':
			presumeAbsent(scope, input);
			return;
		case 'amendPosition':
			amendPosition(scope, input);
			return;
		case 'mark':
			mark(scope, input);
			return;
		case 'venue':
			onVenueEvent(scope, input);
			// The line may be good again for exits that could not go out.
			if (account.hasLists && (input.event === 'snapshot' || input.event === 'account'))
				for (const id of account.brackets.keys()) out.move(account, id);
			reviewBreaks(scope);
			assertRecalls(scope);
			onTime(scope);
			return;
	}
}

/** A quote that can't be one is not taken; the mark grows old instead, and risk denies. */
function mark(scope: Scope, input: Extract<EngineInput, { kind: 'mark' }>): void {
	const { instrumentId, bid, ask, venueAtMs } = input;
	if (!isExact(bid) || !isExact(ask) || bid <= 0 || ask < bid) return;
	const before = glanceAt(scope.account, instrumentId);
	const first = before === undefined;
	// The same prices again are a younger quote, and move no sum.
	const moves = first || before.bid !== bid || before.ask !== ask;
	const taken: Mark = { bid, ask, atMs: scope.out.nowMs, venueAtMs };
	setMark(scope.account, instrumentId, taken);
	if (moves) {
		reconvert(scope, { instrumentId, first });
		recount(scope, instrumentId);
	}
	onQuote(scope, { instrumentId, mark: taken });
}

/** A new leader: nothing that the last one sent is proven, and sequences start again. An epoch that is not newer is ignored. */
function beginEpoch(state: EngineState, step: { readonly epoch: number; readonly out: Outbox }): void {
	if (!isExact(step.epoch) || step.epoch <= state.epoch) return;
	state.epoch = step.epoch;
	for (const scope of scopes(state, step.out)) {
		linkDown(scope);
		scope.account.commandSeq = 0;
	}
}

function wakeAtMs(state: EngineState): number | null {
	let earliest: number | null = null;
	for (const tenant of state.tenants.values())
		for (const account of tenant.accounts.values()) {
			earliest = earlier(earliest, account.lookAtMs === null ? null : lookDueAtMs(account));
			if (account.hasLists) earliest = earlier(earliest, dueAtMs({ state, account }));
		}
	return earliest;
}

function earlier(a: number | null, b: number | null): number | null {
	if (a === null) return b;
	return b === null || a <= b ? a : b;
}

function* scopes(state: EngineState, out: Outbox): Generator<Scope> {
	for (const tenant of state.tenants.values()) for (const account of tenant.accounts.values()) yield { state, tenant, account, out };
}
