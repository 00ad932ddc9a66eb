import type { VenueAccount, VenueDeal, VenueEvent, VenueOrder, VenuePosition } from '@meridian/core';

type Request = Extract<VenueEvent, { event: 'snapshot' }>['requests'][number];

/** Gathers the items between SnapshotBegin and SnapshotEnd into one event: the engine never sees half a picture. */
export type Gathering = {
	readonly snapshotId: number;
	account: VenueAccount | undefined;
	readonly orders: VenueOrder[];
	readonly deals: VenueDeal[];
	readonly positions: VenuePosition[];
	readonly requests: Request[];
	items: { positions: number; orders: number; deals: number };
};

export function beginSnapshot(snapshotId: number): Gathering {
	return {
		snapshotId,
		account: undefined,
		orders: [],
		deals: [],
		positions: [],
		requests: [],
		items: { positions: 0, orders: 0, deals: 0 },
	};
}

export type SnapshotTrailer = {
	readonly snapshotId: number;
	readonly positions: number;
	readonly orders: number;
	readonly deals: number;
	readonly lastCommandEpoch: bigint;
	readonly lastCommandSeq: bigint;
};

/** @returns the snapshot, or what is missing from it: an incomplete picture is evidence of nothing. */
export function endSnapshot(gathering: Gathering, end: SnapshotTrailer): Extract<VenueEvent, { event: 'snapshot' }> | string {
	if (gathering.snapshotId !== end.snapshotId) return `snapshot ${gathering.snapshotId} ended as ${end.snapshotId}`;
	if (gathering.account === undefined) return 'a snapshot without its account';
	for (const kind of ['positions', 'orders', 'deals'] as const) {
		if (gathering.items[kind] !== end[kind]) return `${gathering.items[kind]} ${kind} came, ${end[kind]} were announced`;
	}
	const { account, orders, deals, positions, requests } = gathering;
	return {
		event: 'snapshot',
		account,
		lastCommandEpoch: Number(end.lastCommandEpoch),
		lastCommandSeq: Number(end.lastCommandSeq),
		orders,
		deals,
		positions,
		requests,
	};
}
