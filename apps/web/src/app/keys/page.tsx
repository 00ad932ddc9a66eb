import { Programs } from '../../features/admin/programs';
import { pageSession } from '../../lib/page-session';
import { titled } from '../../lib/page-title';

export const dynamic = 'force-dynamic';
export const generateMetadata = titled('room.keys');

export default async function Page() {
	const { apiUrl, token, expiresAtMs } = await pageSession('tenant');
	return <Programs {...{ apiUrl, token, expiresAtMs }} />;
}
