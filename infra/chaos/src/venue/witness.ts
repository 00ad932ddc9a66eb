import type { EngineOutput } from '@meridian/core';
import type { SimNet } from '@meridian/execution-gateway/testing';
import { createCodec, frameMacBytes, terminalProtocol, wireEnums } from '@meridian/protocol';

type Written = Parameters<SimNet['tap']>[0];
const codec = createCodec(terminalProtocol);
const { DEAL, PENDING, CLOSE_BY } = wireEnums.OrderAction;

/** Counts on the wire, independently of both ends, and what the journal booked. */
export class Witness {
	frames = 0;
	/** What must never be, as it was seen. */
	readonly faults: string[] = [];
	/** Orders of which a frame was written. */
	readonly written = new Set<number>();
	readonly #commands = new Set<string>();
	readonly #orders = new Set<string>();
	readonly #executions = new Set<string>();
	readonly #sealed = new WeakSet<object>();

	see({ line, by, bytes }: Written): void {
		if (line.kind !== 'terminal') return;
		const message = this.#decode(line, bytes);
		if (message?.name === 'Login' && message.body.frameMac) this.#sealed.add(line);
		if (by !== 'server' || message?.name !== 'OrderSend') return;
		const { epoch, commandSeq, orderId, action } = message.body;
		this.frames += 1;
		this.written.add(Number(orderId));
		// Sequences count per account, and an order is of one account.
		const account = accountOf(line);
		this.#once(this.#commands, `command ${epoch}:${commandSeq} of ${account}`, 'crossed the wire twice');
		if (action === DEAL || action === PENDING || action === CLOSE_BY) this.#once(this.#orders, `order ${orderId}`, 'was sent twice');
	}

	isSealed(line: Written['line']): boolean {
		return this.#sealed.has(line);
	}

	/** Of the journal: each deal is booked once, whatever comes twice. */
	booked(outputs: readonly EngineOutput[]): void {
		for (const output of outputs) {
			if (output.kind !== 'execution') continue;
			const { accountId, ticket, type } = output.execution;
			this.#once(this.#executions, `deal ${ticket} of account ${accountId} as ${type}`, 'was booked twice');
		}
	}

	/** Where frames carry a MAC: what is below it. */
	#decode(line: object, bytes: Uint8Array) {
		try {
			if (!this.#sealed.has(line)) return codec.decode(bytes);
			const frame = new Uint8Array(bytes.subarray(0, bytes.length - frameMacBytes));
			new DataView(frame.buffer).setUint32(0, frame.length - 4, true);
			return codec.decode(frame);
		} catch {
			return undefined;
		}
	}

	#once(seen: Set<string>, what: string, fault: string): void {
		if (seen.has(what)) this.faults.push(`${what} ${fault}`);
		seen.add(what);
	}
}

const accountOf = (line: Written['line']): string => line.client.process.name;
