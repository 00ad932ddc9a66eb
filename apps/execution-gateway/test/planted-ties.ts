import type { EngineOutput } from '@meridian/core';
import type { Shard } from '../src/engine/shard.ts';
import { approverId } from '../src/simulation/config.ts';
import type { Mutation } from '../src/simulation/mutation.ts';
import type { PlantedBug } from './planted-bugs.ts';

type Order = Extract<EngineOutput, { kind: 'order' }>['order'];

/** A gateway whose cancels of some orders never reach the wire. */
function neverTakenBack(isOf: (order: Order) => boolean): Mutation {
	const orders = new Map<number, Order>();
	return {
		engine: (engine) => ({
			...engine,
			apply: (input, atMs) => {
				const outputs = engine.apply(input, atMs);
				for (const output of outputs) if (output.kind === 'order') orders.set(output.order.orderId, output.order);
				return outputs;
			},
		}),
		lineTo: (lineTo) => (tenantId, accountId) => ({
			order(send) {
				const order = send.action === 'REMOVE' ? orders.get(send.orderId) : undefined;
				if (order === undefined || !isOf(order)) lineTo(tenantId, accountId)?.order(send);
			},
		}),
	};
}

/** Mistakes with orders that depend on each other, on a second person or on a position. */
export const plantedTies: readonly PlantedBug[] = [
	{
		name: 'an alternative of what was filled works on',
		rule: 'ties hold',
		plant: () => neverTakenBack(({ ocoId }) => ocoId !== 0),
	},
	{
		name: 'the exits of a bracket stay when their position is gone',
		rule: 'no more is protected than is held',
		plant: () => neverTakenBack(({ clientOrderId }) => clientOrderId.startsWith('#')),
	},
	{
		name: 'an order that needs a second person goes out at once',
		rule: 'two people where two are needed',
		plant: () => ({
			engine: (engine) => ({
				...engine,
				apply: (input, atMs) => {
					const outputs = engine.apply(input, atMs);
					const held = outputs.flatMap((output) => (output.kind === 'order' && output.order.life === 'HELD' ? [output.order] : []))[0];
					if (held === undefined) return outputs;
					const { tenantId, accountId, orderId, envelope } = held;
					const by = { ...envelope, principalId: approverId };
					const went = engine.apply({ kind: 'decide', tenantId, accountId, orderId, approved: true, envelope: by }, atMs);
					return [...outputs, ...went.filter(({ kind }) => kind !== 'reply')];
				},
			}),
		}),
	},
	{
		name: 'a trailing stop follows the market back',
		rule: 'a trailing stop never goes back',
		plant: () => {
			let sign = 1;
			return {
				engine: (engine) => ({
					...engine,
					apply: (input, atMs) =>
						engine.apply(input, atMs).map((output) => {
							if (output.kind !== 'order' || output.order.type !== 'TRAILING_STOP' || output.order.price === null) return output;
							sign = -sign;
							return { ...output, order: { ...output.order, price: output.order.price + sign * 20 } };
						}),
				}),
			};
		},
	},
	{
		name: 'what the broker says of a position’s stops is not heard',
		rule: 'stops are the broker’s',
		plant: () => ({
			venueShard: (shard) =>
				Object.create(shard, {
					submit: {
						value: (input: Parameters<Shard['submit']>[0], answered: Parameters<Shard['submit']>[1]) => {
							if (input.kind === 'venue' && input.event === 'position')
								shard.submit({ ...input, position: { ...input.position, sl: 0 } }, answered);
							else if (input.kind === 'venue' && input.event === 'snapshot')
								shard.submit({ ...input, positions: input.positions.map((position) => ({ ...position, sl: 0 })) }, answered);
							else shard.submit(input, answered);
						},
					},
				}),
		}),
	},
];
