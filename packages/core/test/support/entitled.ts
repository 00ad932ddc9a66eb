import { packEntitlements } from '../../src/index.ts';
import { type Desk, EURUSD, instruments } from './desk.ts';

/** Policies for the first instrument. @param max the largest order in hundredths of a lot; 0: none, null: any */
export const entitledTo = (max: number | null) => (desk: Desk) => {
	const { accounts, users } = desk.config;
	const entitlements = packEntitlements({
		accountIds: accounts.map(({ accountId }) => accountId),
		instrumentIds: instruments.map(({ instrumentId }) => instrumentId),
		userIds: users.map(({ userId }) => userId),
		maxOf: ({ instrumentId }) => (instrumentId === EURUSD ? max : null),
	});
	desk.reconfigure({ config: { entitlements } });
};
