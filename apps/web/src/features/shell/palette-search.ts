export type Entry = {
	readonly id: string;
	readonly group: string;
	readonly title: string;
	readonly detail: string;
	/** Found by it, and not shown. */
	readonly also?: string;
	readonly run: () => void;
};

const most = 40;

/** What begins with the words first, then what has them anywhere; every word must be found. */
export function search(entries: readonly Entry[], text: string): readonly Entry[] {
	const words = text.toLowerCase().split(/\s+/).filter(Boolean);
	if (words.length === 0) return entries.slice(0, most);
	const rank = ({ title, detail, also = '' }: Entry): number => {
		const [head, whole] = [title.toLowerCase(), `${title} ${detail} ${also}`.toLowerCase()];
		if (!words.every((word) => whole.includes(word))) return 9;
		const [first = ''] = words;
		return head === first ? 0 : head.startsWith(first) ? 1 : head.includes(first) ? 2 : 3;
	};
	return entries
		.map((entry) => ({ entry, by: rank(entry) }))
		.filter(({ by }) => by < 9)
		.sort((a, b) => a.by - b.by)
		.slice(0, most)
		.map(({ entry }) => entry);
}
