import type { Metadata } from 'next';
import { OfflineRoom } from '../../features/shell/offline-room';

export const metadata: Metadata = { title: 'Offline' };

export default function Page() {
	return <OfflineRoom />;
}
