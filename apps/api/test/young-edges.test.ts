import { getHeapSpaceStatistics } from 'node:v8';
import { expect, test } from 'vitest';
import { toConnection } from '../src/graphql/cursor.ts';

const oldMiB = () => (getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space')?.space_used_size ?? 0) / 2 ** 20;
const rows = () =>
	Array.from({ length: 200 }, (_, at) => ({ at: new Date(at), id: BigInt(at), words: Array.from({ length: 50 }, () => ({ at })) }));

/** A page of which the last cursor alone is asked for, as most are. */
const page = () => toConnection(rows(), { size: 200, after: false, cursorOf: ({ at, id }) => ({ at, id }) });

test('young collections find nothing of a page that has been answered', () => {
	for (let n = 0; n < 50; n += 1) page();
	const before = oldMiB();
	let peakMiB = before;
	for (let n = 0; n < 400; n += 1) {
		expect(page().pageInfo.endCursor).not.toBeNull();
		peakMiB = Math.max(peakMiB, oldMiB());
	}
	expect(peakMiB - before).toBeLessThan(8);
});
