import type { Metadata } from 'next';
import { OrdersRoom } from '../../features/trade/orders-room';
import { pageSession } from '../../lib/page-session';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Orders' };

export default async function Page() {
	await pageSession('tenant');
	return <OrdersRoom />;
}
