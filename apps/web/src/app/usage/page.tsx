import { Usage } from '../../features/admin/usage';
import { pageSession } from '../../lib/page-session';

export const dynamic = 'force-dynamic';

export default async function Page() {
	const { apiUrl, token, expiresAtMs } = await pageSession('tenant');
	return <Usage {...{ apiUrl, token, expiresAtMs }} />;
}
