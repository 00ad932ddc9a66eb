import { OrganisationRoom } from '../../features/organisation/organisation-room';
import { pageSession } from '../../lib/page-session';
import { titled } from '../../lib/page-title';

export const dynamic = 'force-dynamic';
export const generateMetadata = titled('room.organisation');

export default async function Page() {
	await pageSession('tenant');
	return <OrganisationRoom />;
}
