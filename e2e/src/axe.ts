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

/** What axe calls serious or critical on a page in one theme, each with the first element it found it on. */
export async function seriousProblems(page: Page, input: { readonly url: string; readonly theme: 'dark' | 'light' }): Promise<string[]> {
	const { origin } = new URL(input.url);
	const look = encodeURIComponent(JSON.stringify({ theme: input.theme }));
	await page.context().addCookies([{ name: 'meridian-look', value: look, url: origin }]);
	await page.goto(input.url, { waitUntil: 'load' });
	await page.locator('#room, main').first().waitFor({ timeout: 30_000 });
	await page.waitForFunction(
		'document.querySelector("[data-testid=state-loading]") === null || location.pathname === "/design"',
		undefined,
		{
			timeout: 30_000,
		},
	);
	await page.evaluate(source);
	const violations = shape.parse(
		await page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(rules)} }).then(({ violations }) => violations)`),
	);
	return violations
		.filter(({ impact }) => impact === 'serious' || impact === 'critical')
		.map(
			({ id, nodes }) =>
				`${new URL(input.url).pathname} ${input.theme} ${id} x${nodes.length}: ${nodes[0]?.html.slice(0, 160)} ${nodes[0]?.failureSummary?.slice(0, 200) ?? ''}`,
		);
}
