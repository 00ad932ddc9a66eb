import { Limits } from '../../features/limits/limits';
import { pageSession } from '../../lib/page-session';

export const dynamic = 'force-dynamic';

export default async function Page() {
	const { apiUrl, token, expiresAtMs } = await pageSession('tenant');
	return <Limits {...{ apiUrl, token, expiresAtMs }} />;
}
