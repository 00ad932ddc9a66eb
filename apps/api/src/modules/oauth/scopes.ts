import { type Permission, permissionsOf, type Role } from '@meridian/auth';

/** What a person may lend to an app. Nothing that administers is in any of it. */
const table = {
	read: [],
	trade: ['ORDER_PLACE', 'ORDER_CANCEL', 'POSITION_CLOSE'],
	data: ['DATA_IMPORT', 'MODEL_MANAGE'],
} as const satisfies Record<string, readonly Permission[]>;

export const scopes = ['read', 'trade', 'data'] as const;
export type Scope = (typeof scopes)[number];
export const isScope = (text: string): text is Scope => scopes.some((scope) => scope === text);

/** What the scopes lend of what the role may; unknown scopes lend nothing. */
export function delegatedPermissions(role: Role, lent: readonly string[]): Permission[] {
	const within = new Set<Permission>(lent.filter(isScope).flatMap((scope) => table[scope]));
	return permissionsOf(role).filter((permission) => within.has(permission));
}
