import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { afterAll, expect, test } from 'vitest';
import { StoreFixture } from '../testing/store.ts';

const fixture = new StoreFixture();
afterAll(() => fixture.remove());

async function ticksFile(name: string, rows: number): Promise<string> {
	const file = join(fixture.dir, name);
	const out = createWriteStream(file);
	out.write('<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>\r\n');
	for (let row = 0; row < rows; row += 1000) {
		let text = '';
		for (let n = row; n < row + 1000; n++) {
			const time = new Date(Date.UTC(2024, 0, 2) + n * 50).toISOString();
			text += `${time.slice(0, 10).replaceAll('-', '.')}\t${time.slice(11, 23)}\t1.${10_000 + (n % 977)}\t1.${11_000 + (n % 977)}\t\t\t6\r\n`;
		}
		if (!out.write(text)) await once(out, 'drain');
	}
	out.end();
	await finished(out);
	return file;
}

/** @returns the most memory that importing it in a process of its own took */
function peakMb(file: string): number {
	const script = `
		import { TickStore } from ${JSON.stringify(join(import.meta.dirname, '../store/index.ts'))};
		import { importFile, importSettings } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))};
		const store = await TickStore.open(${JSON.stringify(`${file}.store`)}, { memoryMb: 256, threads: 1 });
		const settings = importSettings.parse({ venue: 'V', instrument: 'I', format: 'mt5-ticks', zone: 'UTC' });
		const { tally } = await importFile(store, { file: ${JSON.stringify(file)}, owner: 'shared', settings });
		console.log(tally.taken, process.resourceUsage().maxRSS);
		store.close();`;
	const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
	const [taken, kilobytes] = stdout.split(' ').map(Number);
	expect(taken, stderr).toBeGreaterThan(0);
	return (kilobytes ?? Number.POSITIVE_INFINITY) / 1024;
}

test('a file of 200 MB takes no more memory than one of a tenth of it, but for what a batch needs', async () => {
	const [small, large] = [peakMb(await ticksFile('small', 400_000)), peakMb(await ticksFile('large', 4_000_000))];
	console.log(`${small.toFixed(0)} MB for 20 MB, ${large.toFixed(0)} MB for 200 MB`);
	expect(large).toBeLessThan(600);
	expect(large).toBeLessThan(small * 1.6);
}, 600_000);
