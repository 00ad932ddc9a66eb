import {
	type ASTVisitor,
	GraphQLError,
	Kind,
	type OperationDefinitionNode,
	type SelectionSetNode,
	type ValidationContext,
	type ValidationRule,
} from 'graphql';

/** Limits of one document, on both doors. The portal's largest query is depth 6 with 2 aliases. */
export const documentLimits = {
	maxTokens: 2_000,
	maxDepth: 10,
	maxAliases: 30,
	maxRootFields: 20,
	maxComplexity: 15_000,
	maxBodyBytes: 100_000,
} as const;

type Measure = { depth: number; aliases: number };

/**
 * Depth and aliases with fragments spread out. Each fragment is measured once (nested spreads multiply, and counting must not become
 * the attack). Introspection fields are exempt: their answer is bounded by the schema.
 */
class Measurer {
	readonly #context: ValidationContext;
	readonly #fragments = new Map<string, Measure>();

	constructor(context: ValidationContext) {
		this.#context = context;
	}

	of(set: SelectionSetNode | undefined): Measure {
		const total: Measure = { depth: 0, aliases: 0 };
		for (const selection of set?.selections ?? []) {
			if (selection.kind === Kind.FIELD) {
				if (selection.name.value.startsWith('__')) continue;
				const inner = this.of(selection.selectionSet);
				total.depth = Math.max(total.depth, inner.depth + 1);
				total.aliases += inner.aliases + (selection.alias ? 1 : 0);
			} else {
				const inner = selection.kind === Kind.INLINE_FRAGMENT ? this.of(selection.selectionSet) : this.#fragment(selection.name.value);
				total.depth = Math.max(total.depth, inner.depth);
				total.aliases += inner.aliases;
			}
		}
		return total;
	}

	#fragment(name: string): Measure {
		const known = this.#fragments.get(name);
		if (known) return known;
		// A cycle is refused by the specified rules; here it only must not recurse for ever.
		this.#fragments.set(name, { depth: 0, aliases: 0 });
		const measured = this.of(this.#context.getFragment(name)?.selectionSet);
		this.#fragments.set(name, measured);
		return measured;
	}
}

const tooLarge = (message: string): GraphQLError => new GraphQLError(message, { extensions: { code: 'QUERY_TOO_LARGE' } });

export const documentLimitsRule: ValidationRule = (context: ValidationContext): ASTVisitor => {
	const measurer = new Measurer(context);
	const OperationDefinition = (node: OperationDefinitionNode): void => {
		if (node.selectionSet.selections.length > documentLimits.maxRootFields) {
			context.reportError(tooLarge(`More than ${documentLimits.maxRootFields} root fields in one operation; split it`));
			return;
		}
		const { depth, aliases } = measurer.of(node.selectionSet);
		if (depth > documentLimits.maxDepth)
			context.reportError(tooLarge(`Deeper than ${documentLimits.maxDepth} levels; ask for less nesting`));
		if (aliases > documentLimits.maxAliases)
			context.reportError(tooLarge(`More than ${documentLimits.maxAliases} aliases; split the operation`));
	};
	return { OperationDefinition };
};
