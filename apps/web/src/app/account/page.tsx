import { Account } from '../../features/admin/account';
import { pageSession } from '../../lib/page-session';
import { titled } from '../../lib/page-title';

export const dynamic = 'force-dynamic';
export const generateMetadata = titled('account.title');

export default async function Page() {
	return <Account {...(await pageSession('anybody'))} />;
}
