import { Desk } from '../features/desk/desk';
import { pageSession } from '../lib/page-session';

export const dynamic = 'force-dynamic';

export default async function Page() {
	const { apiUrl, token, expiresAtMs } = await pageSession('tenant');
	return <Desk {...{ apiUrl, token, expiresAtMs }} />;
}
