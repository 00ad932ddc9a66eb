import type { AccountConfig } from '@meridian/core';
import { type Message, type TerminalProtocol, wireEnums } from '@meridian/protocol';

/** What Hello said that later frames are read by. Broker time minus offsetMs is UTC. */
export type Greeting = { readonly leverage: number; readonly serverOffsetSec: number; readonly offsetMs: number };

/** @returns why this terminal can't serve the account as configured (its books would be misread), or that we are no longer the leader. */
export function mismatchOf(account: AccountConfig, hello: Message<TerminalProtocol, 'Hello'>, epoch: number): string | undefined {
	const { MarginMode } = wireEnums;
	const mode = hello.marginMode === MarginMode.HEDGING ? 'HEDGING' : hello.marginMode === 0 ? 'unknown' : 'NETTING';
	if (hello.highestEpoch > BigInt(epoch)) return `the terminal has seen epoch ${hello.highestEpoch}, this gateway is of epoch ${epoch}`;
	if (mode !== account.mode) return `the account is ${mode} at the broker, ${account.mode} as configured`;
	if (hello.currency !== account.currency) return `the account is in ${hello.currency} at the broker, ${account.currency} as configured`;
	if (hello.currencyDigits > account.currencyDigits)
		return `${hello.currency} has ${hello.currencyDigits} digits at the broker, ${account.currencyDigits} as configured`;
	return undefined;
}
