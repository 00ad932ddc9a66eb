'use client';

import { useSearchParams } from 'next/navigation';
import { Failure, Loading } from '../../design/state';
import { Blotter } from './blotter/blotter';
import { DeskProvider } from './desk-context';
import './trade.css';
import './ticket.css';
import './chart.css';
import './blotter.css';
import './phone.css';
import { TradeProvider } from './trade-context';

/** The blotter with the whole page to itself. `?order=ID` opens that order's life. */
export function OrdersRoom() {
	const order = useSearchParams().get('order');
	return (
		<DeskProvider waiting={(failure) => (failure === '' ? <Loading rows={8} /> : <Failure text={failure} />)}>
			<TradeProvider symbol={null} empty={null}>
				<div className="t-room">
					<Blotter first="orders" {...(order === null ? {} : { openOrderId: order })} />
				</div>
			</TradeProvider>
		</DeskProvider>
	);
}
