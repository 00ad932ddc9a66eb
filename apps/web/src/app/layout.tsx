import type { Metadata, Viewport } from 'next';
import type { Session } from 'next-auth';
import type { ReactNode } from 'react';
import '@fontsource-variable/inter/index.css';
import '../design/tokens.css';
import '../design/base.css';
import '../design/desk.css';
import '../design/admin.css';
import '../design/instrument.css';
import { LookProvider } from '../design/look-context';
import { ToastProvider } from '../design/toast';
import { Frame } from '../features/shell/frame';
import type { SessionInfo, Who } from '../features/shell/session';
import { wordsOf } from '../i18n/words';
import { publicApiUrl } from '../lib/auth';
import { documents } from '../lib/documents';
import { readFirst } from '../lib/first-reads';
import { currentSession } from '../lib/page-session';
import { currentLook } from '../lib/page-title';

export const generateMetadata = async (): Promise<Metadata> => ({
	title: { default: 'Meridian', template: '%s · Meridian' },
	description: wordsOf((await currentLook()).locale)['login.tagline'],
});
export const viewport: Viewport = {
	...{ width: 'device-width', initialScale: 1, viewportFit: 'cover' },
	themeColor: [
		{ media: '(prefers-color-scheme: light)', color: '#ffffff' },
		{ media: '(prefers-color-scheme: dark)', color: '#0b0f14' },
	],
};

export default async function Layout({ children }: { children: ReactNode }) {
	const [look, session] = await Promise.all([currentLook(), currentSession()]);
	const known = session === null || session.ended ? null : sessionInfo(session);
	return (
		<html lang={look.locale} data-theme={look.theme} data-density={look.density} data-updown={look.updown}>
			<body>
				<LookProvider look={look} words={wordsOf(look.locale)}>
					<ToastProvider>
						<Frame session={known}>{children}</Frame>
					</ToastProvider>
				</LookProvider>
			</body>
		</html>
	);
}

/** An operator belongs to no tenant, so that there is nothing to ask of one. */
function sessionInfo({ apiToken: token, expiresAtMs, operator, branding }: Session): SessionInfo {
	const first = operator ? null : readFirst<Who>(token, documents.viewer);
	return { apiUrl: publicApiUrl(), token, expiresAtMs, operator, branding, first };
}
