import { Authorize } from '../../features/admin/authorize';
import { pageSession } from '../../lib/page-session';

export const dynamic = 'force-dynamic';

export default async function Page() {
	const { apiUrl, token, expiresAtMs } = await pageSession('tenant');
	return <Authorize {...{ apiUrl, token, expiresAtMs }} />;
}
