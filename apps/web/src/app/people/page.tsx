import { People } from '../../features/admin/people';
import { pageSession } from '../../lib/page-session';
import { titled } from '../../lib/page-title';

export const dynamic = 'force-dynamic';
export const generateMetadata = titled('room.people');

export default async function Page() {
	const { apiUrl, token, expiresAtMs } = await pageSession('tenant');
	return <People {...{ apiUrl, token, expiresAtMs }} />;
}
