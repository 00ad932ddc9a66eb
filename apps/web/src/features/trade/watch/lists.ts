import { useKept } from '../../../design/grid/use-kept';
import type { Instrument } from '../../../lib/types';

/** Named lists of symbols, in this browser; "All" is every instrument and can't be changed. */
export const everything = '*';

export function useWatchlists(instruments: readonly Instrument[]) {
	const [kept, keep] = useKept('watchlists', { current: everything, lists: {} as Readonly<Record<string, readonly string[]>> });
	const symbols = kept.lists[kept.current];
	const put = (name: string, list: readonly string[]) => keep({ current: name, lists: { ...kept.lists, [name]: list } });
	return {
		current: symbols === undefined ? everything : kept.current,
		names: Object.keys(kept.lists),
		shown: symbols === undefined ? instruments : instruments.filter(({ symbol }) => symbols.includes(symbol)),
		choose: (current: string) => keep({ ...kept, current }),
		add: (name: string) => put(name, []),
		toggle: (symbol: string) =>
			symbols !== undefined && put(kept.current, symbols.includes(symbol) ? symbols.filter((one) => one !== symbol) : [...symbols, symbol]),
		remove(name: string) {
			const { [name]: _gone, ...lists } = kept.lists;
			keep({ current: everything, lists });
		},
	};
}
