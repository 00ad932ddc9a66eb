import { redirect } from 'next/navigation';
import { getServerSession } from 'next-auth';
import { InstrumentView } from '../../../features/instrument/instrument-view';
import { authOptions, publicApiUrl } from '../../../lib/auth';

export const dynamic = 'force-dynamic';

export default async function Page({ params }: { params: Promise<{ symbol: string }> }) {
	const session = await getServerSession(authOptions);
	if (!session) redirect('/login');
	if (session.expiresAtMs <= Date.now()) redirect('/login?expired=1');
	const { symbol } = await params;
	return <InstrumentView apiUrl={publicApiUrl()} token={session.apiToken} symbol={decodeURIComponent(symbol)} />;
}
