import { OfflineRoom } from '../../features/shell/offline-room';
import { titled } from '../../lib/page-title';

export const generateMetadata = titled('room.offline');

export default function Page() {
	return <OfflineRoom />;
}
