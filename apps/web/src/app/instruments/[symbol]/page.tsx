import { InstrumentView } from '../../../features/instrument/instrument-view';
import { pageSession } from '../../../lib/page-session';

export const dynamic = 'force-dynamic';

export default async function Page({ params }: { params: Promise<{ symbol: string }> }) {
	const { apiUrl, token, expiresAtMs } = await pageSession('tenant');
	const { symbol } = await params;
	return <InstrumentView {...{ apiUrl, token, expiresAtMs }} symbol={decodeURIComponent(symbol)} />;
}
