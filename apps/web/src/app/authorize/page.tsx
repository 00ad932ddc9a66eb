import { Authorize } from '../../features/admin/authorize';
import { pageSession } from '../../lib/page-session';
import { titled } from '../../lib/page-title';

export const dynamic = 'force-dynamic';
export const generateMetadata = titled('login.authorize');

export default async function Page() {
	const { apiUrl, token, expiresAtMs } = await pageSession('tenant');
	return <Authorize {...{ apiUrl, token, expiresAtMs }} />;
}
