'use client';

import { useSearchParams } from 'next/navigation';
import { Suspense } from 'react';
import { Failure, Loading } from '../../design/state';
import { Blotter } from './blotter/blotter';
import { DeskProvider } from './desk-context';
import type { ToldDesk } from './facts';
import './trade.css';
import './ticket.css';
import './chart.css';
import './blotter.css';
import './phone.css';
import { TradeProvider } from './trade-context';

/** The blotter with the whole page to itself. `?order=ID` opens that order's life. */
export function OrdersRoom({ first }: { first: Promise<ToldDesk | null> }) {
	const order = useSearchParams().get('order');
	return (
		<Suspense fallback={<Loading rows={8} />}>
			<DeskProvider first={first} waiting={(failure) => (failure === '' ? <Loading rows={8} /> : <Failure text={failure} />)}>
				<TradeProvider symbol={null} empty={null}>
					<div className="t-room">
						<Blotter first="orders" {...(order === null ? {} : { openOrderId: order })} />
					</div>
				</TradeProvider>
			</DeskProvider>
		</Suspense>
	);
}
