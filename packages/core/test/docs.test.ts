import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { riskTable } from '../src/risk/table.ts';

it('docs/engine.md shows the checks as they are', () => {
	expect(readFileSync(new URL('../../../docs/engine.md', import.meta.url), 'utf8')).toContain(riskTable());
});
