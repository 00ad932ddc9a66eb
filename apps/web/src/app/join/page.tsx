import { Join } from '../../features/login/join';
import { publicApiUrl } from '../../lib/auth';
import { titled } from '../../lib/page-title';

export const dynamic = 'force-dynamic';
export const generateMetadata = titled('join.signUp');

export default function JoinPage() {
	return <Join apiUrl={publicApiUrl()} />;
}
