import { AsyncLocalStorage } from 'node:async_hooks';
import { BindingBroken } from './errors.ts';

/** In whose name the running query goes to the database, and to which. `schema` and `role` are quoted. */
export type TenantContext = {
	readonly tenantId: number;
	readonly cell: string;
	readonly schema: string;
	readonly role: string;
	readonly raw: boolean;
};

const storage = new AsyncLocalStorage<TenantContext>();

export const runAsTenant = <Result>(context: TenantContext, work: () => Result): Result => storage.run(context, work);

export const tenantInContext = (): TenantContext | undefined => storage.getStore();

/** @throws BindingBroken: a query that belongs to nobody must not fall back to anybody. */
export const currentTenant = (): TenantContext => {
	const context = tenantInContext();
	if (context === undefined) throw new BindingBroken('NO_TENANT_IN_CONTEXT', 'a tenant query ran outside any tenant');
	return context;
};
