import { builder } from '../../graphql/builder.ts';

export const brokerLines = ['PLUGGED', 'UNPLUGGED'] as const;
export type BrokerLine = (typeof brokerLines)[number];
export const brokerLineEnum = builder.enumType('BrokerLine', { values: brokerLines });
