import { Webhooks } from '../../features/admin/webhooks';
import { pageSession } from '../../lib/page-session';

export const dynamic = 'force-dynamic';

export default async function Page() {
	const { apiUrl, token, expiresAtMs } = await pageSession('tenant');
	return <Webhooks {...{ apiUrl, token, expiresAtMs }} />;
}
