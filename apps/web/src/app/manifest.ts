import type { MetadataRoute } from 'next';

export default function manifest(): MetadataRoute.Manifest {
	return {
		name: 'Meridian',
		short_name: 'Meridian',
		description: 'Institutional trading through MetaTrader 5',
		start_url: '/',
		display: 'standalone',
		background_color: '#0b0f14',
		theme_color: '#0b0f14',
		icons: [
			{ src: '/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
			{ src: '/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'maskable' },
		],
	};
}
