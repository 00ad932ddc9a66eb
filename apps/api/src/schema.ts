import './modules/identity/queries.ts';
import './modules/identity/mutations.ts';
import './modules/tenant/queries.ts';
import './modules/tenant/mutations.ts';
import './modules/accounts/queries.ts';
import './modules/instruments/queries.ts';
import './modules/quotes/queries.ts';
import './modules/quotes/subscriptions.ts';
import './modules/orders/queries.ts';
import './modules/orders/mutations.ts';
import './modules/orders/subscriptions.ts';
import './modules/executions/queries.ts';
import './modules/positions/queries.ts';
import './modules/positions/subscriptions.ts';
import './modules/demo/mutations.ts';
import { builder } from './graphql/builder.ts';

export const schema = builder.toSchema({});
