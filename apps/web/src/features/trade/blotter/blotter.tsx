'use client';

import { useState, useSyncExternalStore } from 'react';
import { useLook } from '../../../design/look-context';
import { Tabs } from '../../../design/tabs';
import { useMeridian } from '../../shell/session';
import { useDesk } from '../desk-context';
import { isOpen } from '../words';
import { AccountView } from './account-view';
import { ExecutionsGrid } from './executions-grid';
import { OrdersGrid } from './orders-grid';
import { PositionsView } from './positions-view';

const tabs = ['positions', 'orders', 'executions', 'account'] as const;
type TabName = (typeof tabs)[number];

/** What is open, what works, what was dealt, and what it makes of the account. */
export function Blotter({ first = 'positions', openOrderId }: { first?: TabName; openOrderId?: string }) {
	const { t } = useLook();
	const { data } = useDesk();
	const { may } = useMeridian();
	const [tab, setTab] = useState<TabName>(first);
	useSyncExternalStore(data.positions.subscribe, data.positions.shape, data.positions.shape);
	const working = useSyncExternalStore(
		data.orders.subscribe,
		() => data.orders.all().filter(isOpen).length,
		() => 0,
	);
	const counts = { positions: data.positions.size, orders: working };
	return (
		<section className="t-panel t-blotter" aria-label={t('blotter.title')}>
			<Tabs
				label={t('blotter.title')}
				value={tab}
				onChange={setTab}
				tabs={tabs.map((id) => ({
					...{ id, label: t(`blotter.${id}`), testId: `tab-${id}` },
					...(id === 'positions' || id === 'orders' ? { count: counts[id] } : {}),
				}))}
			>
				{tab === 'positions' && <PositionsView mayClose={may('POSITION_CLOSE')} mayTrade={may('ORDER_PLACE')} />}
				{tab === 'orders' && <OrdersGrid openOrderId={openOrderId} />}
				{tab === 'executions' && <ExecutionsGrid />}
				{tab === 'account' && <AccountView />}
			</Tabs>
		</section>
	);
}
