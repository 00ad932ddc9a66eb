import { afterAll, expect, test } from 'vitest';
import { Overlap } from '../store/index.ts';
import { Fuzz, fuzzOnce } from '../testing/fuzz.ts';
import { StoreFixture } from '../testing/store.ts';
import { badRows, ImportError, importFile, importSettings } from './index.ts';

const seed = Number(process.env.MERIDIAN_SEED ?? 606);
const fixture = new StoreFixture();
afterAll(() => fixture.remove());

test(`tampered files never crash a reader, and every row of them is taken or told (20,000 files, seed ${seed})`, () => {
	const fuzz = new Fuzz(seed);
	let taken = 0;
	for (let n = 0; n < 20_000; n++) taken += fuzzOnce(fuzz);
	expect(taken).toBeGreaterThan(5_000);
});

test(`whole imports of tampered files end with a report that adds up, or with a reason (seed ${seed})`, async () => {
	const fuzz = new Fuzz(seed + 1);
	const store = await fixture.store();
	const outcomes = { imported: 0, refused: 0 };
	const magics = [[], [0x50, 0x4b, 3, 4], [0x1f, 0x8b, 8], [0xff, 0xfe], [0x5d, 0, 0, 0x80]];
	for (let n = 0; n < 25; n++) {
		const { format, bytes } = fuzz.file();
		const file = fixture.file('fuzz', Uint8Array.from([...(magics[fuzz.below(magics.length * 2)] ?? []), ...bytes]));
		const mapping = { delimiter: ';', timeFormat: 'ms', columns: { time: 'ts', bid: 'b', ask: 'a' } };
		const given = {
			venue: 'FUZZ',
			instrument: `I${n}`,
			format,
			zone: 'UTC',
			base: '2024-01-02',
			periodS: 60,
			priceDigits: 5,
			qtyDigits: 2,
		};
		try {
			const { tally } = await importFile(store, { file, owner: 'shared', settings: importSettings.parse({ ...given, mapping }) });
			expect(tally.rows).toBe(tally.taken + tally.blank + badRows(tally));
			outcomes.imported++;
		} catch (error) {
			expect(error instanceof ImportError || error instanceof Overlap, String(error)).toBe(true);
			outcomes.refused++;
		}
	}
	expect(outcomes.imported).toBeGreaterThan(5);
	expect(outcomes.refused).toBeGreaterThan(2);
});
