import {
	type DocumentNode,
	type ExecutionResult,
	type FieldNode,
	type GraphQLError,
	type GraphQLSchema,
	getOperationAST,
	Kind,
	locatedError,
	type SelectionSetNode,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import type { ApiContext } from '../context.ts';

export type Operation = {
	/** Validated. */
	readonly document: DocumentNode;
	readonly operationName?: string | null | undefined;
	readonly variables: Readonly<Record<string, unknown>>;
	readonly context: ApiContext;
};

/** A document that comes so often is worth its compilation, which takes as long as some executions. */
const worthAfter = 3;
const mostKept = 300;
/** Longer ones are rare, and would be a lot of code. */
const longestCompiled = 10_000;

/**
 * Runs documents that come again and again as code that was made for them, once each: a page of orders has two thousand fields, and looking up for each
 * what is to be done costs more than doing it. What is answered is what graphql itself answers, but that errors may come in another order, and more than
 * one of a part that is null for them.
 */
export class Executor {
	readonly #schema: GraphQLSchema;
	/** How often a document came; forgotten with the document. */
	readonly #seen = new WeakMap<DocumentNode, number>();
	readonly #compiled = new Map<DocumentNode, Map<string, CompiledQuery | null>>();

	constructor(schema: GraphQLSchema) {
		this.#schema = schema;
	}

	/** Null where graphql itself has to run it, or to say what is wrong with its variables: nothing has happened then. */
	async run({ document, operationName, variables, context }: Operation): Promise<ExecutionResult | null> {
		const compiled = this.#codeOf(document, operationName ?? '');
		if (compiled === null) return null;
		const result = await compiled.query(undefined, context, { ...variables });
		const { data, errors } = result;
		if (errors === undefined || errors.length === 0) return { data: data ?? null };
		if (!('data' in result)) return null;
		const place = { document, operationName };
		return { data: data ?? null, errors: errors.map((error) => asGraphql(error, place)) };
	}

	/** @returns null where it is not compiled */
	#codeOf(document: DocumentNode, operationName: string): CompiledQuery | null {
		const known = this.#compiled.get(document) ?? new Map<string, CompiledQuery | null>();
		const code = known.get(operationName);
		if (code !== undefined) return code;
		const seen = (this.#seen.get(document) ?? 0) + 1;
		this.#seen.set(document, seen);
		if (seen < worthAfter || !isCompilable(document)) return null;
		const made = compileQuery(this.#schema, document, operationName === '' ? undefined : operationName);
		const [oldest] = this.#compiled.keys();
		if (this.#compiled.size >= mostKept && oldest !== undefined) this.#compiled.delete(oldest);
		known.set(operationName, isCompiledQuery(made) ? made : null);
		this.#compiled.set(document, known);
		return known.get(operationName) ?? null;
	}
}

/** An answer's field of that name would be its prototype in code that writes literals. */
const isCompilable = ({ loc }: DocumentNode): boolean =>
	loc !== undefined && loc.end <= longestCompiled && !loc.source.body.includes('__proto__');

const made = new WeakMap<GraphQLSchema, Executor>();
/** One for all doors of a schema. */
export function executorOf(schema: GraphQLSchema): Executor {
	const executor = made.get(schema) ?? new Executor(schema);
	made.set(schema, executor);
	return executor;
}

/** An error as graphql makes it, with the places in the document. */
function asGraphql(
	error: GraphQLError,
	place: { readonly document: DocumentNode; readonly operationName: string | null | undefined },
): GraphQLError {
	const path = error.path ?? [];
	// What no resolver threw is a fault of ours all the same: a null where none may be, a word that is none of an enum's.
	return locatedError(error.originalError ?? new Error(error.message), nodesAt(path, place), path);
}

/** The fields of a document that an answer's path leads to. */
function nodesAt(
	path: readonly (string | number)[],
	{ document, operationName }: { readonly document: DocumentNode; readonly operationName: string | null | undefined },
): FieldNode[] {
	const fragments = new Map(
		document.definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [])),
	);
	const fieldsOf = (set: SelectionSetNode | undefined, name: string): FieldNode[] =>
		(set?.selections ?? []).flatMap((one) => {
			if (one.kind === Kind.FIELD) return (one.alias ?? one.name).value === name ? [one] : [];
			return fieldsOf(one.kind === Kind.INLINE_FRAGMENT ? one.selectionSet : fragments.get(one.name.value)?.selectionSet, name);
		});
	let sets: (SelectionSetNode | undefined)[] = [getOperationAST(document, operationName)?.selectionSet];
	let nodes: FieldNode[] = [];
	for (const part of path) {
		if (typeof part === 'number') continue;
		nodes = sets.flatMap((set) => fieldsOf(set, part));
		sets = nodes.map(({ selectionSet }) => selectionSet);
	}
	return nodes;
}
