import type { Metadata } from 'next';
import { Risk } from '../../features/risk/risk';
import { pageSession } from '../../lib/page-session';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Risk' };

export default async function Page() {
	await pageSession('tenant');
	return <Risk />;
}
