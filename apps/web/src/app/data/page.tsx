import { DataRoom } from '../../features/data/data-room';
import { pageSession } from '../../lib/page-session';
import { titled } from '../../lib/page-title';

export const dynamic = 'force-dynamic';
export const generateMetadata = titled('room.data');

export default async function Page() {
	return <DataRoom {...(await pageSession('tenant'))} />;
}
