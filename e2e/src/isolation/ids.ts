import type { Ids } from './entry.ts';

/** As the API writes global ids; only the walk needs to make some that nobody has. */
export const globalId = (type: string, id: string | number | bigint): string => Buffer.from(`${type}:${id}`, 'utf8').toString('base64');

/** Ids that nobody has. */
export const absentIds: Ids = {
	tenant: globalId('Tenant', 777_777),
	account: globalId('Account', 777_777),
	instrument: globalId('Instrument', 777_777),
	order: globalId('Order', 777_777_777),
	execution: globalId('Execution', '777777-777777777'),
	ticket: '777777777',
	byTicket: '777777778',
	hedgingAccount: globalId('Account', 777_778),
	credential: 'mc-777777777777777777777777',
	alert: '777777777',
	email: 'nobody@nowhere.example',
	session: '777777777777777',
	factor: '77777777-7777-4777-8777-777777777777',
	invitation: '77777777-7777-4777-8777-777777777778',
	person: globalId('Person', 777_777),
	slug: 'nobody_has_this',
	approval: '77777777-7777-4777-8777-777777777779',
	client: 'mac-777777777777777777777777',
	model: 'no-model-of-anybody',
	training: '77777777-7777-4777-8777-777777777770',
	dataImport: '77777777-7777-4777-8777-777777777777',
	webhook: 'we-77777777-7777-4777-8777-777777777777',
	delivery: '77777777-7777-4777-8777-777777777770',
	upload: '77777777-7777-4777-8777-777777777778',
	provider: '77777777-7777-4777-8777-777777777777',
	domain: 'nowhere.example',
	scimToken: '77777777-7777-4777-8777-777777777777',
	group: '77777777-7777-4777-8777-777777777777',
	app: 'moa-777777777777777777777777',
	support: '77777777-7777-4777-8777-777777777777',
};
