import type { Entries, Entry } from '../entry.ts';
import { importSettings } from '../uploads.ts';

const importers = ['TENANT_ADMIN', 'TRADER', 'QUANT'] as const;
/** A file of A that waits, new for each control. */
const before: Entry['before'] = async (world) => ({ upload: await world.upload() });

/** Imported files and stored ticks. */
export const dataEntries: Entries = {
	'Query.importFormats': { roles: 'all' },
	'Query.dataImports': { roles: importers },
	'Query.dataImport': { roles: importers, args: (ids) => ({ importId: ids.dataImport }) },
	'Query.importBadRows': { roles: importers, args: (ids) => ({ importId: ids.dataImport }) },
	'Query.importPreview': {
		roles: importers,
		args: (ids) => ({ importId: ids.upload, settings: importSettings }),
		before,
		gives: 'ImportPreview',
	},
	'Query.marketDataSeries': { roles: 'all' },
	'Query.storedTicks': {
		roles: 'all',
		args: () => ({
			...{ owner: 'OWN', venue: importSettings.venue, instrument: importSettings.instrument },
			...{ from: '2024-01-02T00:00:00.000Z', to: '2024-01-03T00:00:00.000Z' },
		}),
	},
	'Mutation.startDataImport': {
		roles: importers,
		args: (ids) => ({ importId: ids.upload, settings: importSettings }),
		before,
		gives: 'DataImport',
	},
	'Mutation.discardDataImport': { roles: importers, args: (ids) => ({ importId: ids.upload }), before, gives: 'DataImport' },
	'Subscription.dataImport': { roles: importers, args: (ids) => ({ importId: ids.dataImport }) },
};
