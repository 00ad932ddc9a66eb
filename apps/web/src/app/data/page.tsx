import '../../design/data.css';
import { DataRoom } from '../../features/data/data-room';
import { pageSession } from '../../lib/page-session';

export const dynamic = 'force-dynamic';

export default async function Page() {
	return <DataRoom {...(await pageSession('tenant'))} />;
}
