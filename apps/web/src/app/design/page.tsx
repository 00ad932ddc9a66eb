import { Gallery } from '../../features/gallery/gallery';
import { titled } from '../../lib/page-title';

export const generateMetadata = titled('room.design');

/** Needs no session: it shows nobody's data. */
export default function Page() {
	return <Gallery />;
}
