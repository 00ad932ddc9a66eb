import type { Metadata } from 'next';
import { Breaks } from '../../features/breaks/breaks';
import { pageSession } from '../../lib/page-session';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Breaks' };

export default async function Page() {
	await pageSession('tenant');
	return <Breaks />;
}
