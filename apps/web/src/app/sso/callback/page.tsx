import { SsoCallback } from '../../../features/login/sso-callback';
import { publicApiUrl } from '../../../lib/auth';

export const dynamic = 'force-dynamic';

export default function Page() {
	return <SsoCallback apiUrl={publicApiUrl()} />;
}
