import { Tenants } from '../../features/admin/tenants';
import { pageSession } from '../../lib/page-session';
import { titled } from '../../lib/page-title';

export const dynamic = 'force-dynamic';
export const generateMetadata = titled('room.tenants');

export default async function Page() {
	const { apiUrl, token, expiresAtMs } = await pageSession('operator');
	return <Tenants {...{ apiUrl, token, expiresAtMs }} />;
}
