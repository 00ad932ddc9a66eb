import { useMemo } from 'react';
import { useLook } from '../../design/look-context';
import { documents } from '../../lib/documents';
import { lifeWord } from '../trade/words';
import { startGuide } from './guide';
import type { Entry } from './palette-search';
import type { Room } from './rooms';
import { useMeridian, useQuery } from './session';

type Found = {
	instruments: { id: string; symbol: string; description: string }[];
	orders: {
		edges: {
			node: {
				id: string;
				orderId: string;
				clientOrderId: string;
				side: string;
				quantity: string;
				life: string;
				instrument: { symbol: string } | null;
			};
		}[];
	};
};
type People = { people: { id: string; name: string; email: string; role: string }[] };

/** All that can be jumped to: pages, instruments, the newest orders, people where one may see them, and what can be switched. */
export function usePaletteEntries({ rooms, go }: { rooms: readonly Room[]; go: (href: string) => void }): readonly Entry[] {
	const { t, format, code, look, choose } = useLook();
	const { operator, may } = useMeridian();
	const { data } = useQuery<Found>(operator ? documents.nothing : documents.palette);
	const { data: named } = useQuery<People>(may('PEOPLE_MANAGE') ? documents.palettePeople : documents.nothing);
	return useMemo(() => {
		const page = (href: string, title: string): Entry => ({
			id: `page${href}`,
			group: t('shell.pages'),
			title,
			detail: '',
			run: () => go(href),
		});
		return [
			...rooms.map(({ href, word }) => page(href, t(word))),
			page('/account', t('shell.account')),
			page('/design', t('room.design')),
			...(data?.instruments ?? []).map(({ id, symbol, description }) => ({
				...{ id, group: t('shell.instruments'), title: symbol, detail: description },
				run: () => go(`/?instrument=${encodeURIComponent(symbol)}`),
			})),
			...(data?.orders.edges ?? []).map(({ node }) => ({
				...{ id: node.id, group: t('shell.orders'), title: `${node.orderId}` },
				detail: [
					`${t(node.side === 'BUY' ? 'trade.buy' : 'trade.sell')} ${format.number(node.quantity)} ${node.instrument?.symbol ?? ''}`,
					t(lifeWord(node.life)),
				].join(' · '),
				also: node.clientOrderId,
				run: () => go(`/orders?order=${encodeURIComponent(node.id)}`),
			})),
			...(named?.people ?? []).map(({ id, name, email, role }) => ({
				...{ id, group: t('shell.people'), title: name, detail: `${email} · ${code('role', role)}`, run: () => go('/people') },
			})),
			...(operator ? [] : [{ id: 'guide', group: t('shell.actions'), title: t('shell.tour'), detail: '', run: () => void startGuide() }]),
			{
				...{ id: 'theme', group: t('shell.actions'), title: t('shell.keys.theme'), detail: 'T' },
				run: () => choose({ theme: look.theme === 'light' ? 'dark' : 'light' }),
			},
		];
	}, [rooms, data, named, operator, t, format, code, look, choose, go]);
}
