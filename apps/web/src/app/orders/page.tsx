import type { Metadata } from 'next';
import { OrdersRoom } from '../../features/trade/orders-room';
import { documents } from '../../lib/documents';
import { readFirst } from '../../lib/first-reads';
import { pageSession } from '../../lib/page-session';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Orders' };

export default async function Page() {
	const { token } = await pageSession('tenant');
	return <OrdersRoom first={readFirst(token, documents.desk)} />;
}
