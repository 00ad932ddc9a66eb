import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { z } from 'zod';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shape = z.array(
	z.object({
		id: z.string(),
		impact: z.string().nullable(),
		nodes: z.array(z.object({ html: z.string(), failureSummary: z.string().optional() })),
	}),
);
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
export const themes = ['dark', 'light'] as const;
export type Theme = (typeof themes)[number];

/** What axe calls serious or critical on a page in one theme, each with the first element it found it on. */
export async function seriousProblems(page: Page, input: { readonly url: string; readonly theme: Theme }): Promise<string[]> {
	await chooseTheme(page, input);
	await openSettled(page, input.url);
	return problemsHere(page, `${new URL(input.url).pathname} ${input.theme}`);
}

/** As who chose it before: the page is painted in it from the first on. */
export const chooseTheme = (page: Page, { url, theme }: { readonly url: string; readonly theme: Theme }): Promise<void> =>
	chooseLook(page, { url, look: { theme } });

export async function chooseLook(
	page: Page,
	input: { readonly url: string; readonly look: Readonly<Record<string, string>> },
): Promise<void> {
	const look = encodeURIComponent(JSON.stringify(input.look));
	await page.context().addCookies([{ name: 'meridian-look', value: look, url: new URL(input.url).origin }]);
}

/** Goes there and waits until the page shows what it has to show; the gallery shows what waiting looks like, for ever. */
export async function openSettled(page: Page, url: string): Promise<void> {
	await page.goto(url, { waitUntil: 'load' });
	await page.locator('#room, main').first().waitFor({ timeout: 30_000 });
	const settled = 'document.querySelector("[data-testid=state-loading]") === null || location.pathname === "/design"';
	await page.waitForFunction(settled, undefined, { timeout: 30_000 });
}

/** The same of the page as it stands. @param where how the page is called in what is told */
export async function problemsHere(page: Page, where: string): Promise<string[]> {
	if (!(await page.evaluate('"axe" in window'))) await page.evaluate(source);
	const violations = shape.parse(
		await page.evaluate(
			`axe.run(document, { runOnly: ${JSON.stringify(rules)}, resultTypes: ['violations'] }).then(({ violations }) => violations)`,
		),
	);
	return violations
		.filter(({ impact }) => impact === 'serious' || impact === 'critical')
		.map(
			({ id, nodes }) =>
				`${where} ${id} x${nodes.length}: ${nodes[0]?.html.slice(0, 160)} ${nodes[0]?.failureSummary?.slice(0, 200) ?? ''}`,
		);
}
