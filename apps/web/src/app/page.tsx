import { TradeRoom } from '../features/trade/trade-room';
import { documents } from '../lib/documents';
import { readFirst } from '../lib/first-reads';
import { pageSession } from '../lib/page-session';

export const dynamic = 'force-dynamic';

export default async function Page() {
	const { token } = await pageSession('tenant');
	return <TradeRoom first={readFirst(token, documents.desk)} />;
}
