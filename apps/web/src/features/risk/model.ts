export type LimitSet = {
	level: string;
	subjectId: number;
	name: string;
	version: number;
	limits: { name: string; value: string | null; used: string | null }[];
	pending: unknown[];
};
export type Group = {
	level: 'DESK' | 'ACCOUNT' | 'INSTRUMENT';
	subjectId: number;
	name: string;
	positions: number;
	long: string | null;
	short: string | null;
	net: string | null;
};
export const haltLevels = ['TENANT', 'DESK', 'ACCOUNT', 'STRATEGY'] as const;
/** One place of the kill switch, and what a press would do there. */
export type Halt = {
	level: (typeof haltLevels)[number];
	subjectId: number;
	accountId: string | null;
	name: string;
	halted: boolean;
	/** Of an account: whether its terminal is there. */
	link: boolean | null;
	changedAt: string | null;
	changedBy: string | null;
	effect: { accounts: number; entryOrders: number; protectingOrders: number; openPositions: number };
};
export type RiskData = {
	exposure: { currency: string; currencies: { currency: string; net: string; gross: string }[]; groups: Group[] };
	halts: Halt[];
	limits: LimitSet[];
};
/** Whether all of the house is halted, whatever its parts are. */
export const isHouseHalted = (halts: readonly Pick<Halt, 'level' | 'halted'>[]): boolean =>
	halts.some(({ level, halted }) => level === 'TENANT' && halted);

export type GroupRow = Group & { readonly gauges: readonly { name: (typeof gauged)[number]; used: number; limit: number }[] };

/** Limits of which rows tell the use. */
const gauged = ['maxOpenOrders', 'maxNetLots'] as const;

/** Every desk, account or instrument that holds something or has a limit, with how much of its limits is in use. */
export function groupRows(data: Pick<RiskData, 'exposure' | 'limits'>, level: Group['level']): GroupRow[] {
	const held = new Map(data.exposure.groups.filter((group) => group.level === level).map((group) => [group.subjectId, group]));
	const rows = data.limits
		.filter((set) => set.level === level)
		.map(({ subjectId, name, limits }): GroupRow => {
			const empty = { level, subjectId, name, positions: 0, long: '0.00', short: '0.00', net: '0.00' };
			const gauges = limits.flatMap(({ name: limit, value, used }) => {
				const known = gauged.find((one) => one === limit);
				return value === null || used === null || known === undefined ? [] : [{ name: known, used: Number(used), limit: Number(value) }];
			});
			return { ...(held.get(subjectId) ?? empty), name, gauges };
		});
	return rows.filter(({ positions, gauges }) => positions > 0 || gauges.length > 0).toSorted((a, b) => b.positions - a.positions);
}

/** Counts per bucket as points of a chart, for the most frequent codes and all others together. */
export function denialSeries(
	denials: { readonly from: string; readonly bucketMinutes: number; readonly codes: readonly { code: string; counts: number[] }[] },
	{ others: othersWord, shown = 3 }: { readonly others: string; readonly shown?: number },
): { name: string; points: { x: number; y: number }[] }[] {
	const from = new Date(denials.from).getTime();
	const pointsOf = (counts: readonly number[]) => counts.map((y, i) => ({ x: from + (i + 0.5) * denials.bucketMinutes * 60_000, y }));
	const rest = denials.codes.slice(shown);
	const otherCounts = (denials.codes[0]?.counts ?? []).map((_, i) => rest.reduce((sum, { counts }) => sum + (counts[i] ?? 0), 0));
	return [
		...denials.codes.slice(0, shown).map(({ code, counts }) => ({ name: title(code), points: pointsOf(counts) })),
		...(rest.length === 0 ? [] : [{ name: othersWord, points: pointsOf(otherCounts) }]),
	];
}
export const title = (code: string): string => {
	const words = code.toLowerCase().replaceAll('_', ' ');
	return words.charAt(0).toUpperCase() + words.slice(1);
};
