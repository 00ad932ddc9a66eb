import { Usage } from '../../features/admin/usage';
import { pageSession } from '../../lib/page-session';
import { titled } from '../../lib/page-title';

export const dynamic = 'force-dynamic';
export const generateMetadata = titled('room.usage');

export default async function Page() {
	const { apiUrl, token, expiresAtMs } = await pageSession('tenant');
	return <Usage {...{ apiUrl, token, expiresAtMs }} />;
}
