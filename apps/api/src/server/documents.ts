import { type DocumentNode, type GraphQLError, type GraphQLSchema, parse, specifiedRules, validate } from 'graphql';
import { documentLimits, documentLimitsRule } from '../limits/rules.ts';
import { plainTextRule } from '../limits/text.ts';

/** A checked document; `key` is the same for the same text, and no other's. */
export type Checked = { readonly key: number; readonly document: DocumentNode };

const mostKept = 500;
/** Longer ones are rare, and would make 500 of them too much. */
const longestKept = 10_000;

/** Reads and checks the documents of subscribers: once each, since thousands send the same. What is wrong is not remembered. */
export class Documents {
	readonly #schema: GraphQLSchema;
	readonly #kept = new Map<string, Checked>();
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
		const [oldest] = this.#kept.keys();
		if (this.#kept.size >= mostKept && oldest !== undefined) this.#kept.delete(oldest);
		this.#kept.set(text, checked);
		return checked;
	}
}

export const isChecked = (found: Checked | readonly GraphQLError[]): found is Checked => 'document' in found;
