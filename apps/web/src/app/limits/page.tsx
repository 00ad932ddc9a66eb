import { Limits } from '../../features/limits/limits';
import { pageSession } from '../../lib/page-session';
import { titled } from '../../lib/page-title';

export const dynamic = 'force-dynamic';
export const generateMetadata = titled('room.limits');

export default async function Page() {
	await pageSession('tenant');
	return <Limits />;
}
