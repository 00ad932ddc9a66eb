import { MarketRoom } from '../../features/market/market-room';
import { pageSession } from '../../lib/page-session';
import { titled } from '../../lib/page-title';

export const dynamic = 'force-dynamic';
export const generateMetadata = titled('room.instruments');

export default async function Page() {
	await pageSession('tenant');
	return <MarketRoom />;
}
