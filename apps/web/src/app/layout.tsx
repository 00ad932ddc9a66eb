import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import { getServerSession } from 'next-auth';
import type { ReactNode } from 'react';
import '@fontsource-variable/inter/index.css';
import '../design/tokens.css';
import '../design/base.css';
import '../design/desk.css';
import '../design/admin.css';
import '../design/instrument.css';
import { lookCookie, readLook } from '../design/look';
import { LookProvider } from '../design/look-context';
import { ToastProvider } from '../design/toast';
import { Frame } from '../features/shell/frame';
import { wordsOf } from '../i18n/words';
import { authOptions, publicApiUrl } from '../lib/auth';

export const metadata: Metadata = {
	title: { default: 'Meridian', template: '%s · Meridian' },
	description: 'Institutional trading through MetaTrader 5',
};
export const viewport: Viewport = {
	...{ width: 'device-width', initialScale: 1, viewportFit: 'cover' },
	themeColor: [
		{ media: '(prefers-color-scheme: light)', color: '#ffffff' },
		{ media: '(prefers-color-scheme: dark)', color: '#0b0f14' },
	],
};

export default async function Layout({ children }: { children: ReactNode }) {
	const [jar, head, session] = await Promise.all([cookies(), headers(), getServerSession(authOptions)]);
	const look = readLook(jar.get(lookCookie)?.value, head.get('accept-language') ?? '');
	const known =
		session === null || session.ended
			? null
			: {
					apiUrl: publicApiUrl(),
					token: session.apiToken,
					expiresAtMs: session.expiresAtMs,
					operator: session.operator,
					branding: session.branding,
				};
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
