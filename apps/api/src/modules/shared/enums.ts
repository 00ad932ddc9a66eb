import { accountModes, orderLives, orderTypes, pendingRequests, sides, timesInForce } from '@meridian/core';
import { builder } from '../../graphql/builder.ts';

export const sideEnum = builder.enumType('Side', { values: sides });
export const orderTypeEnum = builder.enumType('OrderType', { values: orderTypes });
export const timeInForceEnum = builder.enumType('TimeInForce', { values: timesInForce });
export const orderLifeEnum = builder.enumType('OrderLife', { values: orderLives });
export const pendingRequestEnum = builder.enumType('PendingRequest', { values: pendingRequests });
export const accountModeEnum = builder.enumType('AccountMode', { values: accountModes });
