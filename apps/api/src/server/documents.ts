import { type DocumentNode, type GraphQLError, type GraphQLSchema, parse, specifiedRules, validate } from 'graphql';
import { complexityError } from '../limits/complexity.ts';
import { documentLimits, documentLimitsRule } from '../limits/rules.ts';
import { plainTextRule, textError } from '../limits/text.ts';

/** A checked document; `key` is the same for the same text, and no other's. */
export type Checked = { readonly key: number; readonly document: DocumentNode };

const mostKept = 500;
/** Longer ones are rare, and would make 500 of them too much. */
const longestKept = 10_000;

const mostAsked = 2_000;
const longestAsked = 2_000;

/** The oldest goes where there is no room for one more. */
function makeRoom(kept: Map<string, unknown> | Set<string>, most: number): void {
	const [oldest] = kept.keys();
	if (kept.size >= most && oldest !== undefined) kept.delete(oldest);
}

/** Reads and checks the documents of subscribers: once each, since thousands send the same. What is wrong is not remembered. */
export class Documents {
	readonly #schema: GraphQLSchema;
	readonly #kept = new Map<string, Checked>();
	/** Documents with variables that may run. */
	readonly #fine = new Set<string>();
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
		const checked = { key: this.#keys, document };
		if (text.length > longestKept) return checked;
		makeRoom(this.#kept, mostKept);
		this.#kept.set(text, checked);
		return checked;
	}

	/** Null where the document may run with these variables: they are plain text, and it does not cost too much. */
	refusal({ key, document }: Checked, variables: Record<string, unknown>): GraphQLError | null {
		const asked = `${key} ${JSON.stringify(variables)}`;
		if (this.#fine.has(asked)) return null;
		const refusal = textError(variables) ?? complexityError(this.#schema, { document, variables });
		if (refusal !== null || asked.length > longestAsked) return refusal;
		makeRoom(this.#fine, mostAsked);
		this.#fine.add(asked);
		return null;
	}
}

export const isChecked = (found: Checked | readonly GraphQLError[]): found is Checked => 'document' in found;
