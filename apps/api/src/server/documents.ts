import { type DocumentNode, type GraphQLError, type GraphQLSchema, parse, specifiedRules, validate } from 'graphql';
import { complexityError } from '../limits/complexity.ts';
import { documentLimits, documentLimitsRule } from '../limits/rules.ts';
import { plainTextRule, textError } from '../limits/text.ts';

/** A checked document; `key` is the same for the same text, and no other's. */
export type Checked = { readonly key: number; readonly text: string; readonly document: DocumentNode };
export type Variables = { readonly [name: string]: unknown };
/** Variables that a document may run with. */
export type Accepted = { readonly variables: Variables };
export type Refused = { readonly refused: GraphQLError };

const mostKept = 500;
/** Longer ones are rare, and would make 500 of them too much. */
const longestKept = 10_000;

const mostAsked = 2_000;
const longestAsked = 2_000;

/** The oldest goes where there is no room for one more. */
function makeRoom(kept: Map<string, unknown>, most: number): void {
	const [oldest] = kept.keys();
	if (kept.size >= most && oldest !== undefined) kept.delete(oldest);
}

/** Reads and checks the documents of subscribers: once each, since thousands send the same. What is wrong is not remembered. */
export class Documents {
	readonly #schema: GraphQLSchema;
	readonly #kept = new Map<string, Checked>();
	/** Documents with variables that may run: those variables, kept once for all who send the same. */
	readonly #fine = new Map<string, Accepted>();
	#keys = 0;

	constructor(schema: GraphQLSchema) {
		this.#schema = schema;
	}

	/** @throws GraphQLError where it can't be read */
	check(text: string): Checked | readonly GraphQLError[] {
		const known = this.#kept.get(text);
		if (known !== undefined) return known;
		const document = parse(text, { maxTokens: documentLimits.maxTokens });
		const errors = validate(this.#schema, document, [...specifiedRules, documentLimitsRule, plainTextRule]);
		if (errors.length > 0) return errors;
		this.#keys += 1;
		const checked = { key: this.#keys, text, document };
		if (text.length > longestKept) return checked;
		makeRoom(this.#kept, mostKept);
		this.#kept.set(text, checked);
		return checked;
	}

	/**
	 * Whether the document may run with these variables: they are plain text, and it does not cost too much. Those of subscriptions, which last and are
	 * alike, are given back as those who came first sent them, so that ten thousand sockets need not keep each their own.
	 */
	accept({ key, document }: Checked, variables: Variables, { lasts }: { readonly lasts: boolean }): Accepted | Refused {
		const asked = lasts ? `${key} ${JSON.stringify(variables)}` : null;
		const known = asked === null ? undefined : this.#fine.get(asked);
		if (known !== undefined) return known;
		const refused = textError(variables) ?? complexityError(this.#schema, { document, variables });
		if (refused !== null) return { refused };
		if (asked === null || asked.length > longestAsked) return { variables };
		makeRoom(this.#fine, mostAsked);
		const accepted = { variables: frozen(variables) };
		this.#fine.set(asked, accepted);
		return accepted;
	}
}

/** Several operations have it: none may write to it. */
function frozen<T>(value: T): T {
	if (typeof value === 'object' && value !== null) for (const part of Object.values(Object.freeze(value))) frozen(part);
	return value;
}

export const isChecked = (found: Checked | readonly GraphQLError[]): found is Checked => 'document' in found;
