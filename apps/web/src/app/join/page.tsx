import { Join } from '../../features/login/join';
import { publicApiUrl } from '../../lib/auth';

export const dynamic = 'force-dynamic';

export default function JoinPage() {
	return <Join apiUrl={publicApiUrl()} />;
}
