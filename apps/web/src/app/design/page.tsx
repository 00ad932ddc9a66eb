import type { Metadata } from 'next';
import { Gallery } from '../../features/gallery/gallery';

export const metadata: Metadata = { title: 'Design' };

/** Needs no session: it shows nobody's data. */
export default function Page() {
	return <Gallery />;
}
