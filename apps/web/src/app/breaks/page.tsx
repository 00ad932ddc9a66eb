import { Breaks } from '../../features/breaks/breaks';
import { pageSession } from '../../lib/page-session';
import { titled } from '../../lib/page-title';

export const dynamic = 'force-dynamic';
export const generateMetadata = titled('room.breaks');

export default async function Page() {
	await pageSession('tenant');
	return <Breaks />;
}
