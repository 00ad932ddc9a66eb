import type { Metadata } from 'next';
import { Terminals } from '../../features/terminals/terminals';
import { pageSession } from '../../lib/page-session';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Terminals' };

export default async function Page() {
	await pageSession('tenant');
	return <Terminals />;
}
