import { Forgot } from '../../features/login/password';
import { publicApiUrl } from '../../lib/auth';

export const dynamic = 'force-dynamic';

export default function Page() {
	return <Forgot apiUrl={publicApiUrl()} />;
}
