import type { IconName } from '../../design/icons';
import type { Word } from '../../i18n/words';

export type Room = {
	readonly href: string;
	readonly word: Word;
	readonly icon: IconName;
	readonly group: 'trading' | 'risk' | 'admin';
	/** Who has none of these does not see it; the API refuses them anyway. */
	readonly needs?: readonly string[];
	readonly operator?: true;
	/** In the bottom bar of a phone; others are behind "More". */
	readonly thumb?: true;
};

const all: readonly Room[] = [
	{ href: '/', word: 'room.trade', icon: 'trade', group: 'trading', thumb: true },
	{ href: '/orders', word: 'room.orders', icon: 'orders', group: 'trading', thumb: true },
	{ href: '/instruments', word: 'room.instruments', icon: 'market', group: 'trading', thumb: true },
	{ href: '/data', word: 'room.data', icon: 'data', group: 'trading' },
	{ href: '/models', word: 'room.models', icon: 'models', group: 'trading' },
	{ href: '/studies', word: 'room.studies', icon: 'target', group: 'trading' },
	{ href: '/risk', word: 'room.risk', icon: 'risk', group: 'risk', thumb: true },
	{ href: '/limits', word: 'room.limits', icon: 'limits', group: 'risk' },
	{ href: '/breaks', word: 'room.breaks', icon: 'breaks', group: 'risk' },
	{ href: '/terminals', word: 'room.terminals', icon: 'terminals', group: 'risk' },
	{ href: '/people', word: 'room.people', icon: 'people', group: 'admin', needs: ['PEOPLE_MANAGE'] },
	{ href: '/keys', word: 'room.keys', icon: 'keys', group: 'admin', needs: ['PEOPLE_MANAGE', 'CREDENTIAL_MANAGE'] },
	{ href: '/webhooks', word: 'room.webhooks', icon: 'webhooks', group: 'admin', needs: ['PEOPLE_MANAGE'] },
	{ href: '/access', word: 'room.access', icon: 'lock', group: 'admin', needs: ['IDENTITY_MANAGE', 'POLICY_MANAGE'] },
	{ href: '/usage', word: 'room.usage', icon: 'usage', group: 'admin', needs: ['PEOPLE_MANAGE'] },
	{ href: '/audit', word: 'room.audit', icon: 'audit', group: 'admin', needs: ['AUDIT_READ'] },
	{ href: '/organisation', word: 'room.organisation', icon: 'settings', group: 'admin', needs: ['TENANT_CONFIGURE'] },
	{ href: '/tenants', word: 'room.tenants', icon: 'tenants', group: 'admin', operator: true, thumb: true },
];

/** Folders of src/app that have a page, by next.config.ts: a room is on the map from the day it has one. */
const built = new Set((process.env.MERIDIAN_PAGES ?? '').split(',').map((name) => `/${name}`));

export function roomsFor(input: { readonly operator: boolean; readonly permissions: readonly string[] }, pages = built): readonly Room[] {
	return all.filter(
		({ href, needs, operator = false }) =>
			pages.has(href) &&
			operator === input.operator &&
			(needs === undefined || needs.some((permission) => input.permissions.includes(permission))),
	);
}

export const groups = ['trading', 'risk', 'admin'] as const satisfies readonly Room['group'][];

/** The room that a path is in. */
export const roomOf = (path: string, rooms: readonly Room[]): Room | undefined =>
	rooms.find(({ href }) => (href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`)));
