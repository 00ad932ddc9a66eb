import { type Branding, brandSheet } from './branding';

/** The tenant's colour, there with the first paint. The sheet is made of numbers alone, whatever the colour was called. */
export function BrandStyle({ branding }: { branding: Branding }) {
	const sheet = brandSheet(branding);
	return sheet === '' ? null : <style data-testid="brand-style">{sheet}</style>;
}
