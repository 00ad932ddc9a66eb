import { Webhooks } from '../../features/admin/webhooks';
import { pageSession } from '../../lib/page-session';
import { titled } from '../../lib/page-title';

export const dynamic = 'force-dynamic';
export const generateMetadata = titled('room.webhooks');

export default async function Page() {
	const { apiUrl, token, expiresAtMs } = await pageSession('tenant');
	return <Webhooks {...{ apiUrl, token, expiresAtMs }} />;
}
