import { Tenants } from '../../features/admin/tenants';
import { pageSession } from '../../lib/page-session';

export const dynamic = 'force-dynamic';

export default async function Page() {
	const { apiUrl, token, expiresAtMs } = await pageSession('operator');
	return <Tenants {...{ apiUrl, token, expiresAtMs }} />;
}
