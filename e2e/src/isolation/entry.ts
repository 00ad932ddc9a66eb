import type { Role } from '@meridian/auth';
import type { World } from './world.ts';

/** What the arguments of a field can name: real objects of tenant A, objects that nobody has, or the asking tenant's own. */
export type Ids = {
	readonly tenant: string;
	readonly account: string;
	readonly instrument: string;
	/** A working order. */
	readonly order: string;
	readonly execution: string;
	/** Of an open position, and of an opposite one in the same hedging account. */
	readonly ticket: string;
	readonly byTicket: string;
	readonly hedgingAccount: string;
	/** A trading credential. */
	readonly credential: string;
	/** An alert on market data. */
	readonly alert: string;
	readonly email: string;
	readonly session: string;
	readonly factor: string;
	readonly invitation: string;
	readonly person: string;
	readonly slug: string;
	/** A change that another person has asked for. */
	readonly approval: string;
	/** A program's. */
	readonly client: string;
	/** The name of a registered model. */
	readonly model: string;
	/** A training that has ended. */
	readonly training: string;
	/** A file that was imported, and one that waits. */
	readonly dataImport: string;
	readonly upload: string;
	/** A webhook's endpoint, and a delivery to it. */
	readonly webhook: string;
	readonly delivery: string;
	/** An identity provider, and a domain of mail addresses. */
	readonly provider: string;
	readonly domain: string;
	/** A directory's token, and a group of it. */
	readonly scimToken: string;
	readonly group: string;
	/** An integrator's app, and an operator's wish to look in. */
	readonly app: string;
	readonly support: string;
};

/**
 * How one root field of the schema is walked. Every field of what it returns is asked for, by the document made from the schema.
 * Tenant B and every role of A that is not in `roles` must be denied, and get the same bytes for a real object and for one that is absent.
 */
export type Entry = {
	/** The roles of A that may: each of them must succeed. 'public': no token is needed, and none is sent. 'operator': the platform's, and nobody of a tenant. */
	readonly roles: readonly Role[] | 'all' | 'public' | 'operator';
	/** Arguments that name objects. Leave it out where the field names none: then B must get its own, and nothing of A's. */
	readonly args?: (ids: Ids) => Record<string, unknown>;
	/** Arguments where the asker's own objects are mixed with foreign ones; only the outcome is compared, since the answer tells the asker's own. */
	readonly mixed?: (ids: Ids, own: Ids) => Record<string, unknown>;
	/** Of the control alone, where it needs others than a stranger would try. */
	readonly controlArgs?: (ids: Ids, input: { world: World; token: string }) => Record<string, unknown> | Promise<Record<string, unknown>>;
	/** The `__typename` that those who may get; needed where the field gives a union. */
	readonly gives?: string;
	/** Makes what a control uses up, e.g. a working order to be cancelled. */
	readonly before?: (world: World) => Promise<Partial<Ids>>;
	readonly after?: (world: World) => Promise<unknown>;
	/** Of several entries for one field that gives an interface: the type to ask for. */
	readonly of?: string;
	/** Queries of subscriptions: makes something happen, so that the control gets an event. */
	readonly provoke?: (world: World) => Promise<unknown>;
};

/** By `Query.name`, `Mutation.name`, `Subscription.name`; `Query.node(Order)` where one field is walked once per type. */
export type Entries = Readonly<Record<string, Entry>>;
export const fieldOf = (key: string): string => key.replace(/\(.*/, '');
