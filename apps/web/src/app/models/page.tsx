import { ModelsRoom } from '../../features/models/models-room';
import { pageSession } from '../../lib/page-session';
import { titled } from '../../lib/page-title';

export const dynamic = 'force-dynamic';
export const generateMetadata = titled('room.models');

export default async function Page() {
	await pageSession('tenant');
	return <ModelsRoom />;
}
