import { parametersOf, type Route } from './route.ts';

type Untagged = Omit<Route, 'tag'>;

/** Orders, positions and what came of them. */
const trading: readonly Untagged[] = [
	{ method: 'get', path: '/orders', field: 'Query.orders', summary: 'Orders, newest first' },
	{ method: 'post', path: '/orders', field: 'Mutation.placeOrder', summary: 'Place an order of any type' },
	{ method: 'post', path: '/orders/preview', field: 'Query.previewOrder', summary: 'Let the checks judge an order without placing it' },
	{
		method: 'post',
		path: '/orders/cancel',
		field: 'Mutation.cancelOrders',
		summary: 'Cancel every working order of an account that matches',
	},
	{ method: 'post', path: '/order-groups', field: 'Mutation.placeOrderGroup', summary: 'Place orders that depend on each other' },
	{ method: 'get', path: '/orders/{orderId}', field: 'Query.node', of: 'Order', as: { orderId: 'id' }, summary: 'An order as it now is' },
	{ method: 'patch', path: '/orders/{orderId}', field: 'Mutation.amendOrder', summary: 'Ask for other terms of a working order' },
	{ method: 'delete', path: '/orders/{orderId}', field: 'Mutation.cancelOrder', summary: 'Cancel an order' },
	{
		method: 'post',
		path: '/orders/{orderId}/approve',
		field: 'Mutation.approveOrder',
		summary: 'Let an order go that waits for a decision',
	},
	{ method: 'post', path: '/orders/{orderId}/refuse', field: 'Mutation.refuseOrder', summary: 'Refuse an order that waits for a decision' },
	{
		...{ method: 'post', path: '/orders/{orderId}/presume-absent', field: 'Mutation.presumeOrderAbsent' },
		summary: 'Take an order of unknown fate for one that never was',
	},
	{ method: 'get', path: '/executions', field: 'Query.executions', summary: 'Deals, newest booked first' },
	{
		...{ method: 'get', path: '/executions/{executionId}', field: 'Query.node', of: 'Execution', as: { executionId: 'id' } },
		summary: 'One deal',
	},
	{ method: 'get', path: '/positions', field: 'Query.positions', summary: 'Open positions with their P&L' },
	{ method: 'get', path: '/positions/by-strategy', field: 'Query.strategyPositions', summary: 'What each strategy holds of them' },
	{ method: 'patch', path: '/positions/{ticket}', field: 'Mutation.amendPosition', summary: 'Ask for another stop loss or target' },
	{ method: 'post', path: '/positions/{ticket}/close', field: 'Mutation.closePosition', summary: 'Close a position, or a part of it' },
	{
		...{ method: 'post', path: '/positions/{ticket}/close-by/{byTicket}', field: 'Mutation.closePositionBy' },
		summary: 'Let two opposite positions close each other',
	},
	{
		method: 'post',
		path: '/trading/halt',
		field: 'Mutation.haltTenant',
		fixed: { halted: true },
		summary: 'The kill switch: stop new risk',
	},
	{ method: 'post', path: '/trading/resume', field: 'Mutation.haltTenant', fixed: { halted: false }, summary: 'Allow trading again' },
	{ method: 'get', path: '/trading/halts', field: 'Query.halts', summary: 'The kill switch at every level, with what a press would do' },
	{
		method: 'post',
		path: '/trading/halts',
		field: 'Mutation.setHalt',
		summary: 'Halt or resume the organisation, a desk, an account or a strategy',
	},
];

/** Accounts, instruments, the market. */
const reference: readonly Untagged[] = [
	{ method: 'get', path: '/me', field: 'Query.me', summary: 'Who this token speaks for' },
	{ method: 'get', path: '/organisation', field: 'Query.tenant', summary: 'Your organisation' },
	{ method: 'patch', path: '/organisation', field: 'Mutation.changeOrganisation', summary: 'How it shows itself, and its features' },
	{ method: 'get', path: '/accounts', field: 'Query.accounts', summary: 'Trading accounts' },
	{ method: 'get', path: '/accounts/{accountId}', field: 'Query.node', of: 'Account', as: { accountId: 'id' }, summary: 'One account' },
	{ method: 'get', path: '/instruments', field: 'Query.instruments', summary: 'What can be traded' },
	{
		...{ method: 'get', path: '/instruments/{instrumentId}', field: 'Query.node', of: 'Instrument', as: { instrumentId: 'id' } },
		summary: 'One instrument',
	},
	{ method: 'get', path: '/quotes', field: 'Query.quotes', summary: 'Last quotes' },
	{ method: 'get', path: '/instruments/{instrumentId}/bars', field: 'Query.bars', summary: 'Bars of an instrument' },
	{ method: 'get', path: '/instruments/{instrumentId}/ticks', field: 'Query.recentTicks', summary: 'Recent ticks of an instrument' },
	{
		method: 'get',
		path: '/instruments/{instrumentId}/quality',
		field: 'Query.instrumentQuality',
		summary: 'What was wrong with its quotes',
	},
	{ method: 'get', path: '/alerts', field: 'Query.alerts', summary: 'Alerts' },
	{ method: 'post', path: '/alerts', field: 'Mutation.createAlert', summary: 'Make an alert' },
	{ method: 'patch', path: '/alerts/{alertId}', field: 'Mutation.setAlertActive', summary: 'Let an alert rest or wake it' },
	{ method: 'delete', path: '/alerts/{alertId}', field: 'Mutation.removeAlert', summary: 'Take an alert away' },
	{ method: 'get', path: '/alert-events', field: 'Query.alertEvents', summary: 'What fired, newest first' },
];

/** Risk, breaks, and the organisation itself. */
const administration: readonly Untagged[] = [
	{ method: 'get', path: '/limits', field: 'Query.limits', summary: 'Limits at every level, with what is in use' },
	{ method: 'post', path: '/limits/changes', field: 'Mutation.setLimits', summary: 'Propose limits' },
	{ method: 'post', path: '/limits/changes/{changeId}/decide', field: 'Mutation.decideLimits', summary: 'Decide on proposed limits' },
	{ method: 'get', path: '/breaks', field: 'Query.breaks', summary: 'Where our books and the broker’s differ' },
	{ method: 'post', path: '/breaks/{breakSeq}/resolve', field: 'Mutation.resolveBreak', summary: 'Resolve a break' },
	{ method: 'get', path: '/people', field: 'Query.people', summary: 'People of the organisation' },
	{ method: 'delete', path: '/people/{personId}', field: 'Mutation.removePerson', summary: 'Take a person out' },
	{ method: 'post', path: '/people/{personId}/restore', field: 'Mutation.restorePerson', summary: 'Take a person in again' },
	{ method: 'put', path: '/people/{personId}/role', field: 'Mutation.changeRole', summary: 'Give a person another role' },
	{ method: 'get', path: '/invitations', field: 'Query.invitations', summary: 'Open invitations' },
	{ method: 'post', path: '/invitations', field: 'Mutation.invitePerson', summary: 'Invite a person' },
	{ method: 'delete', path: '/invitations/{invitationId}', field: 'Mutation.revokeInvitation', summary: 'Take an invitation back' },
	{ method: 'get', path: '/api-clients', field: 'Query.apiClients', summary: 'Programs that have a client secret' },
	{ method: 'post', path: '/api-clients', field: 'Mutation.createApiClient', summary: 'Make a client; its secret is shown once' },
	{ method: 'post', path: '/api-clients/{clientId}/rotate', field: 'Mutation.rotateApiClient', summary: 'Replace its secret' },
	{ method: 'delete', path: '/api-clients/{clientId}', field: 'Mutation.revokeApiClient', summary: 'Revoke a client' },
	{ method: 'get', path: '/trading-credentials', field: 'Query.tradingCredentials', summary: 'Credentials of direct order entry' },
	{
		...{ method: 'post', path: '/trading-credentials', field: 'Mutation.createTradingCredential' },
		summary: 'Make a credential; its secret is shown once',
	},
	{
		...{ method: 'delete', path: '/trading-credentials/{credentialId}', field: 'Mutation.revokeTradingCredential' },
		summary: 'Revoke a credential',
	},
	{ method: 'get', path: '/usage', field: 'Query.usage', summary: 'Quotas of your plan, and what was metered' },
	{ method: 'get', path: '/webhooks', field: 'Query.webhookEndpoints', summary: 'Webhook endpoints' },
	{ method: 'post', path: '/webhooks', field: 'Mutation.createWebhookEndpoint', summary: 'Make an endpoint; its secret is shown once' },
	{
		method: 'patch',
		path: '/webhooks/{endpointId}',
		field: 'Mutation.changeWebhookEndpoint',
		summary: 'Change, pause or wake an endpoint',
	},
	{ method: 'delete', path: '/webhooks/{endpointId}', field: 'Mutation.removeWebhookEndpoint', summary: 'Remove an endpoint' },
	{ method: 'post', path: '/webhooks/{endpointId}/rotate', field: 'Mutation.rotateWebhookSecret', summary: 'Replace its secret' },
	{ method: 'get', path: '/webhooks/{endpointId}/deliveries', field: 'Query.webhookDeliveries', summary: 'What was sent to it' },
	{
		...{ method: 'post', path: '/webhook-deliveries/{deliveryId}/replay', field: 'Mutation.replayWebhookDelivery' },
		summary: 'Send a delivery once more',
	},
	{ method: 'get', path: '/approvals', field: 'Query.approvals', summary: 'Changes that wait for a second person' },
	{ method: 'post', path: '/approvals/{approvalId}/decide', field: 'Mutation.decideApproval', summary: 'Approve or decline' },
	{ method: 'get', path: '/audit', field: 'Query.adminAudit', summary: 'Who changed what of the organisation' },
	{ method: 'get', path: '/audit/choices', field: 'Query.auditChoices', summary: 'By whom and by which act the audit can be asked' },
	{ method: 'get', path: '/audit/orders', field: 'Query.orderAudit', summary: 'Every state of every order, with who placed it' },
];

/** Data and models. */
const research: readonly Untagged[] = [
	{ method: 'get', path: '/imports', field: 'Query.dataImports', summary: 'Imports of market data' },
	{ method: 'get', path: '/imports/{importId}', field: 'Query.dataImport', summary: 'One import' },
	{ method: 'get', path: '/imports/{importId}/bad-rows', field: 'Query.importBadRows', summary: 'Rows that were not stored' },
	{ method: 'post', path: '/imports/{importId}/start', field: 'Mutation.startDataImport', summary: 'Import a file that was uploaded' },
	{ method: 'delete', path: '/imports/{importId}', field: 'Mutation.discardDataImport', summary: 'Throw an upload away' },
	{ method: 'get', path: '/market-data/series', field: 'Query.marketDataSeries', summary: 'What the store holds' },
	{ method: 'get', path: '/market-data/ticks', field: 'Query.storedTicks', summary: 'Ticks of the store' },
	{ method: 'get', path: '/models', field: 'Query.registeredModels', summary: 'Registered models' },
	{ method: 'get', path: '/models/{name}', field: 'Query.registeredModel', summary: 'One model' },
	{ method: 'put', path: '/models/{name}/stage', field: 'Mutation.setModelStage', summary: 'Give a version another stage' },
	{ method: 'post', path: '/models/{name}/roll-back', field: 'Mutation.rollBackModel', summary: 'Put the version before back' },
	{
		method: 'post',
		path: '/models/{name}/predict',
		field: 'Query.prediction',
		as: { name: 'model' },
		summary: 'Ask the model in production',
	},
];

/** Of the platform's operators. */
const operators: readonly Untagged[] = [
	{ method: 'get', path: '/operator/tenants', field: 'Query.tenants', summary: 'Tenants of the platform' },
	{ method: 'post', path: '/operator/tenants', field: 'Mutation.createTenant', summary: 'Make a tenant' },
	{
		method: 'post',
		path: '/operator/tenants/{slug}/act',
		field: 'Mutation.actOnTenant',
		summary: 'Suspend, resume, export, delete a tenant',
	},
	{ method: 'patch', path: '/operator/tenants/{slug}', field: 'Mutation.configureTenant', summary: 'Configure a tenant' },
	{ method: 'get', path: '/operator/overview', field: 'Query.platformOverview', summary: 'Cells, versions, plans and health' },
	{ method: 'get', path: '/operator/jobs', field: 'Query.tenantJobs', summary: 'What was asked for, and how it went' },
];

const tagged = (tag: string, of: readonly Untagged[]): Route[] => of.map((route) => ({ ...route, tag }));

/** REST, whole. Static paths stand before those with parameters. */
export const routes: readonly Route[] = [
	...tagged('Trading', trading),
	...tagged('Reference', reference),
	...tagged('Administration', administration),
	...tagged('Research', research),
	...tagged('Operators', operators),
];

/** The request of a route for arguments as GraphQL has them: the other way round than plan.ts reads it, for clients and tests. */
export function requestOf(
	route: Route,
	args: Readonly<Record<string, unknown>>,
): { readonly path: string; readonly query: Readonly<Record<string, unknown>>; readonly body: Readonly<Record<string, unknown>> } {
	const { input, ...others } = args;
	const values: Record<string, unknown> = { ...others, ...(typeof input === 'object' ? input : {}) };
	for (const name of Object.keys(route.fixed ?? {})) delete values[name];
	let path = route.path;
	for (const parameter of parametersOf(route.path)) {
		const name = route.as?.[parameter] ?? parameter;
		path = path.replace(`{${parameter}}`, encodeURIComponent(String(values[name])));
		delete values[name];
	}
	return route.method === 'get' ? { path, query: values, body: {} } : { path, query: {}, body: values };
}
