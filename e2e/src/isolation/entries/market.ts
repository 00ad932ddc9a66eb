import type { Entries, Ids } from '../entry.ts';
import type { World } from '../world.ts';

const bars = (ids: Ids) => ({ instrumentId: ids.instrument, every: '1m' });
const alert = (ids: Ids) => ({ name: 'walk', instrumentId: ids.instrument, metric: 'BID', kind: 'ABOVE', level: '9' });
const quiet = async (world: World) => ({ alert: await world.alert('quiet') });

export const marketEntries: Entries = {
	'Query.bars': { roles: 'all', args: bars },
	'Query.instrumentQuality': { roles: 'all', args: (ids) => ({ instrumentId: ids.instrument }) },
	'Query.alerts': { roles: 'all' },
	'Query.alertEvents': { roles: 'all', before: async (world) => ({ alert: await world.alert('firing') }) },
	'Mutation.createAlert': {
		roles: 'all',
		args: (ids) => ({ input: alert(ids) }),
		mixed: (ids, own) => ({ input: { ...alert(own), metric: 'CORRELATION', windowMs: 60_000, otherInstrumentId: ids.instrument } }),
		gives: 'Alert',
	},
	'Mutation.setAlertActive': { roles: 'all', before: quiet, args: (ids) => ({ alertId: ids.alert, active: false }), gives: 'Alert' },
	'Mutation.removeAlert': { roles: 'all', before: quiet, args: (ids) => ({ alertId: ids.alert }), gives: 'Alert' },
	'Subscription.bars': { roles: 'all', args: bars },
	'Subscription.alertFired': { roles: 'all', provoke: (world) => world.alert('firing') },
};
