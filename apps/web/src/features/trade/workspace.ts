import { useKept } from '../../design/grid/use-kept';

/** What can be shown or left out; the chart always is there. */
export const panels = ['watch', 'depth', 'ticket', 'blotter'] as const;
export type PanelName = (typeof panels)[number];
/** Sizes in percent, by panel, of one direction. */
export type Sizes = Readonly<Record<string, number>>;
export type Workspace = { readonly hidden: readonly PanelName[]; readonly across: Sizes; readonly down: Sizes; readonly left?: Sizes };

const plain: Workspace = { hidden: [], across: { watch: 20, middle: 57, ticket: 23 }, down: { chart: 62, blotter: 38 } };
const given: Readonly<Record<string, Workspace>> = {
	Standard: plain,
	Chart: { ...plain, hidden: ['watch', 'depth', 'blotter'], across: { middle: 76, ticket: 24 } },
	Blotter: { ...plain, down: { chart: 30, blotter: 70 } },
};

/** The arrangement of the room, under a name, in this browser. */
export function useWorkspaces() {
	const [kept, keep] = useKept('workspaces', { current: 'Standard', all: given });
	const current = kept.all[kept.current] ?? plain;
	const put = (name: string, workspace: Workspace) => keep({ current: name, all: { ...kept.all, [name]: workspace } });
	return {
		name: kept.current,
		names: Object.keys(kept.all),
		current,
		change: (change: Partial<Workspace>) => put(kept.current, { ...current, ...change }),
		choose: (name: string) => keep({ ...kept, current: name }),
		saveAs: (name: string) => put(name, current),
		/** Back to how it was given, or away where it was made here. */
		reset: (name: string) => {
			const { [name]: _gone, ...others } = kept.all;
			const first = given[name];
			keep({ current: first ? name : 'Standard', all: first ? { ...others, [name]: first } : others });
		},
	};
}
export type Workspaces = ReturnType<typeof useWorkspaces>;
