/** A design token as the theme makes it, for what is drawn on a canvas. */
export function color(name: string): string {
	// Resolved where a colour is: the token itself says one of each theme.
	const probe = document.createElement('i');
	probe.style.color = `var(${name})`;
	document.body.append(probe);
	const { color: resolved } = getComputedStyle(probe);
	probe.remove();
	return resolved;
}
