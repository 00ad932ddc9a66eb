import { StudiesRoom } from '../../features/studies/studies-room';
import { pageSession } from '../../lib/page-session';
import { titled } from '../../lib/page-title';

export const dynamic = 'force-dynamic';
export const generateMetadata = titled('room.studies');

export default async function Page() {
	await pageSession('tenant');
	return <StudiesRoom />;
}
