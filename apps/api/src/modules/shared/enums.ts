import {
	accountModes,
	contingencies,
	emulatedParts,
	orderLives,
	orderTypes,
	pendingRequests,
	sides,
	timesInForce,
	trailUnits,
	waitReasons,
} from '@meridian/core';
import { builder } from '../../graphql/builder.ts';

export const sideEnum = builder.enumType('Side', { values: sides });
export const orderTypeEnum = builder.enumType('OrderType', { values: orderTypes });
export const timeInForceEnum = builder.enumType('TimeInForce', { values: timesInForce });
export const orderLifeEnum = builder.enumType('OrderLife', { values: orderLives });
export const pendingRequestEnum = builder.enumType('PendingRequest', { values: pendingRequests });
export const accountModeEnum = builder.enumType('AccountMode', { values: accountModes });
export const trailUnitEnum = builder.enumType('TrailUnit', { values: trailUnits });
export const emulatedPartEnum = builder.enumType('EmulatedPart', { values: emulatedParts });
export const waitReasonEnum = builder.enumType('WaitReason', { values: waitReasons });
export const contingencyEnum = builder.enumType('Contingency', { values: contingencies });
