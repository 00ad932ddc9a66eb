/** A design token, for what is drawn on a canvas. */
export const color = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
