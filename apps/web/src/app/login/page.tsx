import { Login } from '../../features/login/login';
import { publicApiUrl } from '../../lib/auth';
import { titled } from '../../lib/page-title';

export const dynamic = 'force-dynamic';
export const generateMetadata = titled('login.signIn');

export default function LoginPage() {
	return <Login apiUrl={publicApiUrl()} />;
}
