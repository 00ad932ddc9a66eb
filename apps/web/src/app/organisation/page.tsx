import { OrganisationRoom } from '../../features/organisation/organisation-room';
import { pageSession } from '../../lib/page-session';

export const dynamic = 'force-dynamic';

export default async function Page() {
	await pageSession('tenant');
	return <OrganisationRoom />;
}
