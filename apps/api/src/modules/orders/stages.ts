import type { OrderStages } from '@meridian/core';
import { z } from 'zod';
import { builder } from '../../graphql/builder.ts';

const us = z.int().nullable();
const shape = z.object({
	...{ sentAtMs: z.number(), toTerminalUs: us, inTerminalUs: us, toAnswerUs: us, toDealUs: us, toGatewayUs: us, roundTripUs: us },
	...{ sentBid: us.default(null), sentAsk: us.default(null), dealBid: us.default(null), dealAsk: us.default(null) },
});

/** As the projector wrote them; null until the request was answered. @throws where the column holds something else. */
export const stagesFromRow = (stages: unknown): OrderStages | null => (stages === null ? null : shape.parse(stages));

export const orderStagesRef = builder.objectRef<OrderStages>('OrderStages').implement({
	description: 'How long the request that placed the order took, in microseconds. Null: it did not come so far, or could not be measured.',
	fields: (t) => ({
		sentAt: t.field({ type: 'DateTime', resolve: ({ sentAtMs }) => new Date(sentAtMs) }),
		toTerminalUs: t.exposeInt('toTerminalUs', { nullable: true, description: 'From the gateway to the Expert Advisor.' }),
		inTerminalUs: t.exposeInt('inTerminalUs', { nullable: true, description: 'From there until OrderSendAsync returned.' }),
		toAnswerUs: t.exposeInt('toAnswerUs', { nullable: true, description: 'From there until the trade server’s answer was told.' }),
		toDealUs: t.exposeInt('toDealUs', { nullable: true, description: 'From the same moment until the first deal was told.' }),
		toGatewayUs: t.exposeInt('toGatewayUs', { nullable: true, description: 'From the deal in the terminal to the gateway.' }),
		roundTripUs: t.exposeInt('roundTripUs', { nullable: true, description: 'The whole way, by the gateway’s clock alone.' }),
	}),
});
