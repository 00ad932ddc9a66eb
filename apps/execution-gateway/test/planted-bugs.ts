import { readFileSync, writeFileSync } from 'node:fs';
import { type Engine, type EngineInput, type EngineOutput, findDeal, type VenueSend } from '@meridian/core';
import type { Shard } from '../src/engine/shard.ts';
import { segments } from '../src/journal/files.ts';
import { frameBytes } from '../src/journal/record.ts';
import { headerBytes } from '../src/journal/segment.ts';
import type { SimJournal } from '../src/simulation/journal.ts';
import type { LineTo, Mutation } from '../src/simulation/mutation.ts';

export type PlantedBug = {
	readonly name: string;
	/** What the checker must say. */
	readonly rule: string;
	/** Anew for each run, since some bugs remember. */
	readonly plant: () => Mutation;
};

/** An engine whose every step goes through `apply`. */
function around(engine: Engine, apply: (input: EngineInput, atMs: number) => readonly EngineOutput[]): Engine {
	return { ...engine, apply };
}
const ordersOf = (outputs: readonly EngineOutput[]) => outputs.flatMap((output) => (output.kind === 'order' ? [output.order] : []));
const accountOf = (engine: Engine, at: { tenantId: number; accountId: number }) =>
	engine.memory().tenants.get(at.tenantId)?.accounts.get(at.accountId);

/** A journal that shares all but what is replaced. */
const journalLike = (journal: SimJournal, replaced: PropertyDescriptorMap): SimJournal => Object.create(journal, replaced);

function loseLastRecord(dir: string): void {
	const last = segments(dir).at(-1);
	if (last === undefined) return;
	const bytes = readFileSync(last.file);
	let at = headerBytes;
	let begin = at;
	for (let length = frameBytes(bytes, at); length > 0; length = frameBytes(bytes, at)) {
		begin = at;
		at += length;
	}
	writeFileSync(last.file, bytes.fill(0, begin));
}

/** Ten mistakes of the kind that lose money. Each is planted where a real part enters the simulation. */
export const plantedBugs: readonly PlantedBug[] = [
	{
		name: 'an order is sent before its record is appended',
		rule: 'kept before sent',
		plant: () => {
			const early = new Set<VenueSend>();
			return {
				lineTo: (lineTo) => (tenantId, accountId) => ({
					order(send) {
						if (!early.has(send)) lineTo(tenantId, accountId)?.order(send);
					},
				}),
				journal: (journal, lineTo) =>
					journalLike(journal, {
						append: {
							value: (input: EngineInput, outputs: readonly EngineOutput[], atMs: number) => {
								for (const output of outputs)
									if (output.kind === 'send') {
										lineTo(output.tenantId, output.accountId)?.order(output.send);
										early.add(output.send);
									}
								return journal.append(input, outputs, atMs);
							},
						},
					}),
			};
		},
	},
	{
		name: 'the exposure of an unknown order is not reserved',
		rule: 'exposure is reserved',
		plant: () => ({
			engine: (engine) =>
				around(engine, (input, atMs) => {
					const outputs = engine.apply(input, atMs);
					for (const order of ordersOf(outputs)) {
						const exposure = accountOf(engine, order)?.exposures.get(order.instrumentId);
						if (order.life !== 'UNKNOWN' || exposure === undefined) continue;
						if (order.side === 'BUY') exposure.workingBuyQty -= order.reservedQty;
						else exposure.workingSellQty -= order.reservedQty;
					}
					return outputs;
				}),
		}),
	},
	{
		name: 'an answer that does not come is taken for a rejection',
		rule: 'no end without evidence',
		plant: () => ({
			engine: (engine) =>
				around(engine, (input, atMs) =>
					engine
						.apply(input, atMs)
						.map((output) =>
							output.kind === 'order' && output.order.life === 'UNKNOWN'
								? { ...output, order: { ...output.order, life: 'REJECTED' as const, reservedQty: 0 } }
								: output,
						),
				),
		}),
	},
	{
		name: 'a deal that is told twice is booked twice',
		rule: 'each deal once',
		plant: () => ({
			engine: (engine) =>
				around(engine, (input, atMs) => {
					// Forgets where its deals are.
					if (input.kind === 'venue' && input.event === 'deal') engine.memory().deals.index.segments.length = 0;
					return engine.apply(input, atMs);
				}),
		}),
	},
	{
		name: 'a snapshot loses a new deal on its way to the engine',
		rule: 'no deal is missing',
		plant: () => {
			let engine: Engine | undefined;
			return {
				engine: (real) => {
					engine = real;
					return real;
				},
				venueShard: (shard) =>
					Object.create(shard, {
						submit: {
							value: (input: EngineInput, answered: Parameters<Shard['submit']>[1]) => {
								const isSnapshot = input.kind === 'venue' && input.event === 'snapshot';
								const account = isSnapshot && engine !== undefined ? accountOf(engine, input) : undefined;
								const isNew = (ticket: bigint): boolean =>
									account !== undefined && engine !== undefined && findDeal(engine.memory().deals, { account, ticket }) === undefined;
								const lost = isSnapshot ? input.deals.find(({ ticket, type }) => type !== 'BALANCE' && isNew(ticket)) : undefined;
								if (!isSnapshot || lost === undefined) shard.submit(input, answered);
								else shard.submit({ ...input, deals: input.deals.filter((deal) => deal !== lost) }, answered);
							},
						},
					}),
			};
		},
	},
	{
		name: 'after a restart the newest command is sent again',
		rule: 'nothing sent twice',
		plant: () => {
			const newest = new Map<number, VenueSend>();
			let plain: LineTo = () => undefined;
			let restarted = false;
			return {
				recovered: () => {
					restarted = newest.size > 0;
				},
				lineTo: (lineTo) => {
					plain = lineTo;
					return (tenantId, accountId) => ({
						order(send) {
							newest.set(accountId, send);
							lineTo(tenantId, accountId)?.order(send);
						},
					});
				},
				venueShard: (shard) =>
					Object.create(shard, {
						submit: {
							value: (input: EngineInput, answered: Parameters<Shard['submit']>[1]) => {
								shard.submit(input, answered);
								if (!restarted || input.kind !== 'venue' || input.event !== 'snapshot') return;
								const order = newest.get(input.accountId);
								if (order !== undefined) plain(input.tenantId, input.accountId)?.order(order);
							},
						},
					}),
			};
		},
	},
	{
		name: 'a terminal forgets the newest leader that it has met',
		rule: 'no older leader',
		plant: () => ({
			terminalMemory: (memory) => Object.create(memory, { highestEpoch: { get: () => 0n, set: () => undefined } }),
		}),
	},
	{
		name: 'a torn tail takes the whole record before it along',
		rule: 'what is acknowledged is kept',
		plant: () => ({ laidOut: loseLastRecord }),
	},
	{
		name: 'a sequence of an account is skipped',
		rule: 'dense sequences',
		plant: () => ({
			engine: (engine) =>
				around(engine, (input, atMs) => {
					const account = input.kind === 'cancel' ? accountOf(engine, input) : undefined;
					if (account !== undefined) account.accountSeq += 1;
					return engine.apply(input, atMs);
				}),
		}),
	},
	{
		name: 'a halt is forgotten over a restart',
		rule: 'a halt stays',
		plant: () => ({
			recovered: (memory) => {
				for (const tenant of memory.engine.memory().tenants.values()) tenant.halted = false;
			},
		}),
	},
];
