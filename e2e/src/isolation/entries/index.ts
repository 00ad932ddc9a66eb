import type { Entries } from '../entry.ts';
import { administrationEntries } from './administration.ts';
import { dataEntries } from './data.ts';
import { featureEntries } from './features.ts';
import { identityEntries } from './identity.ts';
import { limitEntries } from './limits.ts';
import { marketEntries } from './market.ts';
import { modelEntries } from './models.ts';
import { oauthEntries } from './oauth.ts';
import { operatorEntries } from './operator.ts';
import { orderEntries } from './orders.ts';
import { passwordEntries } from './password.ts';
import { policyEntries } from './policies.ts';
import { portalEntries } from './portal.ts';
import { pushEntries } from './push.ts';
import { readingEntries } from './reading.ts';
import { riskEntries } from './risk.ts';
import { scimEntries } from './scim.ts';
import { ssoEntries } from './sso.ts';
import { terminalEntries } from './terminals.ts';
import { trainingEntries } from './training.ts';
import { webhookEntries } from './webhooks.ts';

/** A new root field gets its entry in the file of its module, or in a new one that is added here. */
export const entries: Entries = {
	...{ ...readingEntries, ...orderEntries, ...administrationEntries },
	...{ ...identityEntries, ...operatorEntries, ...marketEntries, ...limitEntries, ...dataEntries, ...modelEntries },
	...webhookEntries,
	...scimEntries,
	...oauthEntries,
	...policyEntries,
	...passwordEntries,
	...portalEntries,
	...pushEntries,
	...riskEntries,
	...ssoEntries,
	...terminalEntries,
	...trainingEntries,
	...featureEntries,
};
