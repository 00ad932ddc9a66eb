import { Account } from '../../features/admin/account';
import { pageSession } from '../../lib/page-session';

export const dynamic = 'force-dynamic';

export default async function Page() {
	return <Account {...(await pageSession('anybody'))} />;
}
