import { Programs } from '../../features/admin/programs';
import { pageSession } from '../../lib/page-session';

export const dynamic = 'force-dynamic';

export default async function Page() {
	const { apiUrl, token, expiresAtMs } = await pageSession('tenant');
	return <Programs {...{ apiUrl, token, expiresAtMs }} />;
}
