import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Page } from 'playwright-core';
import { z } from 'zod';

const app = new URL('../../apps/web/src/app/', import.meta.url);
/** What the dynamic parts of addresses become. */
const examples: Readonly<Record<string, string>> = { '[symbol]': 'EURUSD' };
const withoutSession = new Set(['/login', '/join', '/forgot', '/reset', '/offline', '/sso/callback', '/design']);
const ofOperators = new Set(['/tenants']);

export type Visitor = 'nobody' | 'operator' | 'administrator';
export type PortalPage = { readonly path: string; readonly visitor: Visitor };

/** Every page of the portal, read from its source: a new one is walked from its first day on. @throws for a dynamic part without example */
export function portalPages(): readonly PortalPage[] {
	return readdirSync(app, { recursive: true, encoding: 'utf8' })
		.filter((file) => file === 'page.tsx' || file.endsWith('/page.tsx'))
		.map((file) => {
			const parts = dirname(file).split('/');
			const path = `/${parts.map((part) => exampleOf(part)).join('/')}`.replace('/.', '/');
			const visitor = withoutSession.has(path) ? 'nobody' : ofOperators.has(path) ? 'operator' : 'administrator';
			return { path, visitor } as const;
		})
		.sort((a, b) => a.path.localeCompare(b.path));
}

function exampleOf(part: string): string {
	if (!part.startsWith('[')) return part;
	const example = examples[part];
	if (example === undefined) throw new Error(`${part} is a new dynamic part: give it an example in e2e/src/pages.ts`);
	return example;
}

/** What a page runs into in its scripts, with where; ask again after each page. */
export function watchScripts(page: Page): () => string[] {
	let found: string[] = [];
	const tell = (text: string) => found.push(`${new URL(page.url()).pathname}: ${text.slice(0, 300)}`);
	page.on('pageerror', (error) => tell(error.message));
	page.on('console', (message) => {
		if (message.type() === 'error') tell(`${message.text()} ${message.location().url}`);
	});
	return () => {
		const told = found;
		found = [];
		return told;
	};
}

/** Runs in the page. What scrolls by itself, as a wide table may, is no fault; nor is what is there for the ear alone. */
const findWide = `(() => {
	const width = document.documentElement.clientWidth;
	const holders = [document.documentElement, ...document.querySelectorAll('body, #room, main')];
	const moved = holders.filter((one) => one.scrollWidth > one.clientWidth + 1);
	if (moved.length === 0) return [];
	const holds = (one) => one !== null && !holders.includes(one)
		&& (['auto', 'scroll', 'hidden'].includes(getComputedStyle(one).overflowX) || holds(one.parentElement));
	const out = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > width + 1 && !holds(one.parentElement));
	return [...moved, ...out].slice(0, 4).map((one) => one.outerHTML.slice(0, 140) + ' is ' + one.scrollWidth + ' px wide');
})()`;

/** What is wider than the window, where the page can be moved sideways or hides a part of itself; none where it fits. */
export const tooWide = async (page: Page): Promise<string[]> => z.array(z.string()).parse(await page.evaluate(findWide));
