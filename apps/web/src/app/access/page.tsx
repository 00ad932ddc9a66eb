import { Access } from '../../features/admin/access';
import { pageSession } from '../../lib/page-session';

export const dynamic = 'force-dynamic';

export default async function Page() {
	const { apiUrl, token, expiresAtMs } = await pageSession('tenant');
	return <Access {...{ apiUrl, token, expiresAtMs }} />;
}
