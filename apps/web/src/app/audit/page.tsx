import { AuditRoom } from '../../features/audit/audit-room';
import { pageSession } from '../../lib/page-session';
import { titled } from '../../lib/page-title';

export const dynamic = 'force-dynamic';
export const generateMetadata = titled('room.audit');

export default async function Page() {
	await pageSession('tenant');
	return <AuditRoom />;
}
