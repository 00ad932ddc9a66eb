/** A tenant's own face: its colour, made legible, and its name. */
export type Branding = { readonly name: string | null; readonly accent: string | null };

export const plain: Branding = { name: null, accent: null };

type Rgb = readonly [number, number, number];
const white: Rgb = [255, 255, 255];
const darkPanel: Rgb = [17, 23, 31];
const enough = 4.5;

/** CSS variables for one theme. The colour is moved towards white or black until text of it, and white text on it, can be read. */
export function brandColours(accent: string, theme: 'dark' | 'light'): { text: string; fill: string } | null {
	const colour = parse(accent);
	if (colour === null) return null;
	const back = theme === 'dark' ? darkPanel : white;
	return {
		text: css(move(colour, { towards: theme === 'dark' ? white : [0, 0, 0], against: back })),
		fill: css(move(colour, { towards: [0, 0, 0], against: white })),
	};
}

/** The colour as a style sheet for both themes, above the tokens; none where it is no colour. What is written is made of numbers alone. */
export function brandSheet({ accent }: Branding): string {
	const [dark, light] = accent === null ? [null, null] : [brandColours(accent, 'dark'), brandColours(accent, 'light')];
	if (dark === null || light === null) return '';
	const rule = ({ text, fill }: { text: string; fill: string }) => `{--brand:${text};--accent-fill:${fill}}`;
	return [
		`html:root${rule(dark)}`,
		`html:root[data-theme="light"]${rule(light)}`,
		`@media (prefers-color-scheme:light){html:root[data-theme="system"]${rule(light)}}`,
	].join('');
}

/** WCAG 2 contrast of two colours, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
	const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
	return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

export function parse(hex: string): Rgb | null {
	const digits = /^#([0-9a-f]{6})$/i.exec(hex)?.[1];
	if (digits === undefined) return null;
	const value = Number.parseInt(digits, 16);
	return [value >> 16, (value >> 8) & 255, value & 255];
}

function move(colour: Rgb, input: { towards: Rgb; against: Rgb }): Rgb {
	for (let share = 0; share < 1; share += 0.04) {
		const mixed = mix(colour, { other: input.towards, share });
		if (contrast(mixed, input.against) >= enough) return mixed;
	}
	return input.towards;
}

function mix([r, g, b]: Rgb, { other: [x, y, z], share }: { other: Rgb; share: number }): Rgb {
	const at = (from: number, to: number) => Math.round(from + (to - from) * share);
	return [at(r, x), at(g, y), at(b, z)];
}

function luminance([r, g, b]: Rgb): number {
	const linear = (channel: number) => {
		const c = channel / 255;
		return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
	};
	return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

const css = (colour: Rgb): string => `#${colour.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
