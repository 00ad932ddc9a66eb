import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { NextConfig } from 'next';

/** Every folder of the app that has a page, and '' for the first: the shell shows those rooms and no others. */
const app = join(import.meta.dirname, 'src/app');
const pages = ['', ...readdirSync(app)].filter((name) => existsSync(join(app, name, 'page.tsx')));

const config: NextConfig = {
	poweredByHeader: false,
	env: { MERIDIAN_PAGES: pages.join(',') },
	async headers() {
		return [
			{
				source: '/:path*',
				headers: [
					{ key: 'X-Frame-Options', value: 'DENY' },
					{ key: 'X-Content-Type-Options', value: 'nosniff' },
					{ key: 'Referrer-Policy', value: 'same-origin' },
					{ key: 'Content-Security-Policy', value: "frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'" },
					{ key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=(), payment=()' },
				],
			},
		];
	},
};
export default config;
