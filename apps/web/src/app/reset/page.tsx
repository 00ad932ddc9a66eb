import { Reset } from '../../features/login/password';
import { publicApiUrl } from '../../lib/auth';
import { titled } from '../../lib/page-title';

export const dynamic = 'force-dynamic';
export const generateMetadata = titled('password.set');

export default function Page() {
	return <Reset apiUrl={publicApiUrl()} />;
}
