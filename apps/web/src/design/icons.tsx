/** Drawn on a 20 x 20 grid with one stroke width; each name says what it stands for, not what it looks like. */
const paths = {
	trade: 'M3 15l4-5 3 3 6-8M13 5h3v3',
	orders: 'M5 4h10M5 8h10M5 12h6M5 16h4',
	market: 'M4 16V9M4 7V4M10 16v-3M10 11V4M16 16V8M16 6V4M2.5 7h3v2h-3zM8.5 11h3v2h-3zM14.5 6h3v2h-3z',
	data: 'M4 5c0-1.5 12-1.5 12 0v10c0 1.500-12 1.500-12 0zM4 5c0 1.500 12 1.500 12 0M4 10c0 1.500 12 1.500 12 0',
	models: 'M10 3v4M10 13v4M4 8l4 2M16 8l-4 2M10 12a2 2 0 100-4 2 2 0 000 4zM3 7.500h.1M17 7.500h-.1M10 3h.1M10 17h.1',
	risk: 'M10 3l7 13H3zM10 8v4M10 14h.01',
	limits: 'M3.500 14a7 7 0 1113 0M10 13l3-5',
	breaks: 'M4 6h5M11 6h5M4 10h12M4 14h4M12 14h4',
	terminals: 'M3 4h14v9H3zM7 17h6M10 13v4',
	people: 'M7 9a3 3 0 100-6 3 3 0 000 6zM2 17c0-6 10-6 10 0M13 9a2.500 2.500 0 100-5M14 12c2.500 0 4 2 4 4.500',
	keys: 'M7 13a3.500 3.500 0 110-7 3.500 3.500 0 010 7zM10 9.500h7M14 9.500v3M17 9.500v2',
	webhooks: 'M6 12a3 3 0 103 3h5M8 8a3 3 0 114 2l2.500 4M12 6l-3 6',
	usage: 'M4 16V11M8 16V6M12 16V9M16 16V4',
	audit: 'M6 3h8v14H6zM8.500 7h3M8.500 10h3M8.500 13h2',
	account: 'M10 10a3.500 3.500 0 100-7 3.500 3.500 0 000 7zM3 17c0-6 14-6 14 0',
	tenants: 'M3 17V8l5-4 5 4v9M13 17V10h4v7M6 10h4M6 13h4',
	design: 'M4 4h5v5H4zM11 4h5v5h-5zM4 11h5v5H4zM13.500 11a2.500 2.500 0 100 5 2.500 2.500 0 000-5z',
	more: 'M4 10h.01M10 10h.01M16 10h.01',
	search: 'M9 14A5 5 0 109 4a5 5 0 000 10zM13 13l4 4',
	close: 'M5 5l10 10M15 5L5 15',
	help: 'M7.500 7.500C7.500 4 13 4.500 12.500 8c-.3 1.700-2.500 1.800-2.500 4M10 15h.01',
	up: 'M10 16V4M5 9l5-5 5 5',
	down: 'M10 4v12M5 11l5 5 5-5',
	ok: 'M4 10l4 4 8-9',
	wait: 'M10 5v5l3 2M10 17a7 7 0 100-14 7 7 0 000 14z',
	stop: 'M6 3h8l3 3v8l-3 3H6l-3-3V6zM7 7l6 6M13 7l-6 6',
	unknown: 'M10 17a7 7 0 100-14 7 7 0 000 14zM8 8c0-2.500 4-2.500 4 0 0 1.500-2 1.500-2 3.500M10 14h.01',
	offline: 'M3 8c4-4 10-4 14 0M6 11c2.500-2.500 5.500-2.500 8 0M10 15h.01M3 3l14 14',
	settings: 'M4 6h8M16 6h.01M4 14h.01M8 14h8M12 4v4M6 12v4',
	keyboard: 'M2 6h16v9H2zM5 9h.01M8 9h.01M11 9h.01M14 9h.01M6 12h8',
	download: 'M10 3v9M6 9l4 4 4-4M4 16h12',
	columns: 'M3 4h14v12H3zM8 4v12M13 4v12',
	reverse: 'M4 7h11l-3-3M16 13H5l3 3',
	edit: 'M4 16l1-4 8-8 3 3-8 8z',
	target: 'M10 17a7 7 0 100-14 7 7 0 000 14zM10 12a2 2 0 100-4 2 2 0 000 4z',
	lock: 'M5 9h10v8H5zM7 9V6c0-4 6-4 6 0v3',
	plus: 'M10 4v12M4 10h12',
} as const;
export type IconName = keyof typeof paths;

/** Decoration: what it means stands beside it in words, or in the label of its button. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
	return (
		<svg
			width={size}
			height={size}
			viewBox="0 0 20 20"
			fill="none"
			stroke="currentColor"
			strokeWidth="1.6"
			strokeLinecap="round"
			strokeLinejoin="round"
			aria-hidden="true"
			focusable="false"
		>
			<path d={paths[name]} />
		</svg>
	);
}
