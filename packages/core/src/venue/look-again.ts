import { canHear } from '../orders/waiting.ts';
import type { Scope } from '../state/outbox.ts';
import type { Account } from '../state/state.ts';

/** Whole pictures that we ask for are at least so far apart, however many answers are late. */
export const LOOK_EVERY_MS = 60_000;

/** An answer is late on a line that is up: no picture will come by itself, and only a whole one tells what became of the request. */
export function lookSoon({ account, out }: Scope): void {
	lookAt(account, Math.max(out.nowMs, (account.lookedAtMs ?? 0) + LOOK_EVERY_MS));
}

/** The venue's whole picture is wanted at this moment, if none has come until then. */
export function lookAt(account: Account, atMs: number): void {
	account.lookAtMs = Math.min(account.lookAtMs ?? atMs, atMs);
}

/** A picture has come: whoever needs another one says so. */
export function looked({ account, out }: Scope): void {
	account.lookedAtMs = out.nowMs;
	account.lookAtMs = null;
}

/** Asks for the picture where it is due, and the venue can tell it. */
export function lookAgain({ account, out }: Scope): void {
	const atMs = lookDueAtMs(account);
	if (atMs === null || out.nowMs < atMs) return;
	account.lookedAtMs = out.nowMs;
	account.lookAtMs = null;
	out.refresh(account);
}

/** Null: nothing to look for, or nobody to tell it now: when the line is back a picture comes anyway. */
export function lookDueAtMs(account: Account): number | null {
	return canHear(account) ? account.lookAtMs : null;
}
