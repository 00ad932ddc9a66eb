import { Forgot } from '../../features/login/password';
import { publicApiUrl } from '../../lib/auth';
import { titled } from '../../lib/page-title';

export const dynamic = 'force-dynamic';
export const generateMetadata = titled('login.forgotTitle');

export default function Page() {
	return <Forgot apiUrl={publicApiUrl()} />;
}
