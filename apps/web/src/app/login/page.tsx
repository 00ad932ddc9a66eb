import { Login } from '../../features/login/login';
import { publicApiUrl } from '../../lib/auth';

export const dynamic = 'force-dynamic';

export default function LoginPage() {
	return <Login apiUrl={publicApiUrl()} />;
}
