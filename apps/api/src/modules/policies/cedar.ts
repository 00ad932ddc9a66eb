import { createHash } from 'node:crypto';
import {
	type EntityJson,
	type EntityUidJson,
	policySetTextToParts,
	policyToJson,
	preparsePolicySet,
	statefulIsAuthorized,
	validate,
} from '@cedar-policy/cedar-wasm/nodejs';

/** What policies may speak of. A size is in hundredths of a lot, so that all numbers are whole. */
export const policySchema = `entity Role;
entity Person in [Role];
entity Desk;
entity Account in [Desk] = { currency: String, mode: String };
entity InstrumentGroup;
entity Instrument in [InstrumentGroup] = { base: String, quote: String };
action placeOrder appliesTo { principal: [Person], resource: [Account], context: { instrument: Instrument, centilots: Long } };`;

const bytesMax = 50_000;
const policiesMax = 200;
const numbersMax = 50;

/** Policies that were checked: the text, the sizes at which something may change, and what they name. */
export type Policies = {
	readonly text: string;
	readonly sizes: readonly number[];
	/** `Type::"id"` of whatever is named, so that all that is not named and has the same attributes is alike. */
	readonly named: ReadonlySet<string>;
	/** Under which the library keeps them parsed. */
	readonly handle: string;
};

const arithmetic = new Set(['+', '-', '*', 'neg']);

/** @returns the policies, or what is wrong with them, in the library's own words */
export function readPolicies(text: string): Policies | { readonly problem: string } {
	if (Buffer.byteLength(text, 'utf8') > bytesMax) return { problem: `Policies have at most ${bytesMax} bytes.` };
	const parts = policySetTextToParts(text);
	if (parts.type === 'failure') return { problem: messageOf(parts.errors) };
	if (parts.policy_templates.length > 0) return { problem: 'Templates (?principal, ?resource) are not taken.' };
	if (parts.policies.length === 0)
		return { problem: 'There is no policy: everything would be denied. Give an empty text to have none of your own.' };
	if (parts.policies.length > policiesMax) return { problem: `At most ${policiesMax} policies.` };
	const checked = validate({ schema: policySchema, policies: { staticPolicies: text }, validationSettings: { mode: 'strict' } });
	if (checked.type === 'failure') return { problem: messageOf(checked.errors) };
	const [first] = checked.validationErrors;
	if (first !== undefined) return { problem: `${first.policyId}: ${first.error.message}` };
	const found = { numbers: new Set<number>(), named: new Set<string>(), arithmetic: false };
	for (const policy of parts.policies) {
		const json = policyToJson(policy);
		if (json.type === 'failure') return { problem: messageOf(json.errors) };
		look(json.json, found);
	}
	if (found.arithmetic) return { problem: 'Compare sizes with plain numbers: no +, - or *.' };
	if (found.numbers.size > numbersMax) return { problem: `At most ${numbersMax} different sizes.` };
	const sizes = [...new Set([1, ...[...found.numbers].flatMap((size) => [size, size + 1])])].filter((size) => size >= 1);
	const handle = createHash('sha256').update(text, 'utf8').digest('hex');
	const parsed = preparsePolicySet(handle, { staticPolicies: text });
	if (parsed.type === 'failure') return { problem: messageOf(parsed.errors) };
	return { text, sizes: sizes.toSorted((a, b) => a - b), named: found.named, handle };
}

const messageOf = (errors: readonly { readonly message: string; readonly help?: string | null }[]): string =>
	errors
		.map(({ message, help }) => (help ? `${message} (${help})` : message))
		.join('; ')
		.slice(0, 500) || 'The policies can’t be read.';

/** Goes through a policy's JSON: numbers, entities that it names, arithmetic. */
function look(value: unknown, found: { readonly numbers: Set<number>; readonly named: Set<string>; arithmetic: boolean }): void {
	if (Array.isArray(value)) for (const part of value) look(part, found);
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
	if ('type' in value && 'id' in value && typeof value.type === 'string' && typeof value.id === 'string')
		found.named.add(`${value.type}::${value.id}`);
	for (const [name, part] of Object.entries(value)) {
		if (name === 'Value' && typeof part === 'number') found.numbers.add(part);
		if (arithmetic.has(name)) found.arithmetic = true;
		look(part, found);
	}
}

export type Question = {
	readonly principal: EntityUidJson;
	readonly resource: EntityUidJson;
	readonly instrument: EntityUidJson;
	readonly entities: readonly EntityJson[];
};

/** Denied unless some policy permits and none forbids; an error of a policy, which a checked one has not, denies too. */
export function isAllowed(policies: Policies, question: Question & { readonly centilots: number }): boolean {
	const { principal, resource, instrument, entities, centilots } = question;
	const answer = statefulIsAuthorized({
		...{ principal, resource, action: { type: 'Action', id: 'placeOrder' } },
		context: { instrument: 'type' in instrument ? { __entity: instrument } : instrument, centilots },
		...{ preparsedPolicySetId: policies.handle, entities: [...entities] },
	});
	return answer.type === 'success' && answer.response.decision === 'allow' && answer.response.diagnostics.errors.length === 0;
}

/**
 * The largest size that is allowed, and all below it: 0 is none, null no maximum. Between two numbers of the policies nothing changes, so they alone are
 * tried. A policy that allows only large orders allows none: what is not allowed from the smallest on is denied.
 */
export function largestAllowed(policies: Policies, question: Question): number | null {
	for (const centilots of policies.sizes) if (!isAllowed(policies, { ...question, centilots })) return centilots - 1;
	return null;
}
