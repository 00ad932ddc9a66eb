import { People } from '../../features/admin/people';
import { pageSession } from '../../lib/page-session';

export const dynamic = 'force-dynamic';

export default async function Page() {
	const { apiUrl, token, expiresAtMs } = await pageSession('tenant');
	return <People {...{ apiUrl, token, expiresAtMs }} />;
}
