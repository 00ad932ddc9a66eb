import { type FragmentDefinitionNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

/** Whether the answer of the field holds one of that name right below it. One that a directive may leave out counts as asked for. */
export function asks(info: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>, name: string): boolean {
	return info.fieldNodes.some(({ selectionSet }) => holds(selectionSet, { name, fragments: info.fragments }));
}

type Sought = { readonly name: string; readonly fragments: Readonly<Record<string, FragmentDefinitionNode>> };

function holds(selected: SelectionSetNode | undefined, sought: Sought): boolean {
	return (selected?.selections ?? []).some((one) => {
		if (one.kind === Kind.FIELD) return one.name.value === sought.name;
		return holds(one.kind === Kind.INLINE_FRAGMENT ? one.selectionSet : sought.fragments[one.name.value]?.selectionSet, sought);
	});
}
