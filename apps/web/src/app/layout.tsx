import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import '../design/tokens.css';
import '../design/base.css';
import '../design/desk.css';
import '../design/admin.css';
import '../design/instrument.css';
import '../design/limits.css';

export const metadata: Metadata = { title: 'Meridian', description: 'Institutional trading through MetaTrader 5' };
export const viewport: Viewport = { width: 'device-width', initialScale: 1, themeColor: '#0b0f14' };

export default function Layout({ children }: { children: ReactNode }) {
	return (
		<html lang="en">
			<body>{children}</body>
		</html>
	);
}
