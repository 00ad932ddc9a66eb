import { Risk } from '../../features/risk/risk';
import { pageSession } from '../../lib/page-session';
import { titled } from '../../lib/page-title';

export const dynamic = 'force-dynamic';
export const generateMetadata = titled('room.risk');

export default async function Page() {
	await pageSession('tenant');
	return <Risk />;
}
