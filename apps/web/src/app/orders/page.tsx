import { OrdersRoom } from '../../features/trade/orders-room';
import { documents } from '../../lib/documents';
import { readFirst } from '../../lib/first-reads';
import { pageSession } from '../../lib/page-session';
import { titled } from '../../lib/page-title';

export const dynamic = 'force-dynamic';
export const generateMetadata = titled('room.orders');

export default async function Page() {
	const { token } = await pageSession('tenant');
	return <OrdersRoom first={readFirst(token, documents.desk)} />;
}
