import { Terminals } from '../../features/terminals/terminals';
import { pageSession } from '../../lib/page-session';
import { titled } from '../../lib/page-title';

export const dynamic = 'force-dynamic';
export const generateMetadata = titled('room.terminals');

export default async function Page() {
	await pageSession('tenant');
	return <Terminals />;
}
