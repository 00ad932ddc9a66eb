import { redirect } from 'next/navigation';
import { getServerSession } from 'next-auth';
import { Limits } from '../../features/limits/limits';
import { authOptions, publicApiUrl } from '../../lib/auth';

export const dynamic = 'force-dynamic';

export default async function Page() {
	const session = await getServerSession(authOptions);
	if (!session) redirect('/login');
	if (session.expiresAtMs <= Date.now()) redirect('/login?expired=1');
	return <Limits apiUrl={publicApiUrl()} token={session.apiToken} />;
}
