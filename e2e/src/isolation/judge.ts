import { z } from 'zod';

const errorShape = z.object({ message: z.string(), extensions: z.object({ code: z.string().optional() }).optional() });
export const answerShape = z.object({ data: z.object({ result: z.unknown() }).nullish(), errors: z.array(errorShape).optional() });
export type Answer = z.infer<typeof answerShape>;

const denials = new Set(['NOT_FOUND', 'FORBIDDEN', 'UNAUTHENTICATED']);
const typed = z.object({ __typename: z.string() });
const page = z.object({ edges: z.array(z.unknown()) });

/** What an answer amounts to, in a word or two. */
export function outcomeOf({ data, errors }: Answer): string {
	const first = errors?.[0];
	if (first !== undefined) return first.extensions?.code ?? `error: ${first.message}`;
	const result = data?.result;
	if (result === null || result === undefined) return 'nothing';
	const connection = page.safeParse(result).data;
	const list = connection?.edges ?? (Array.isArray(result) ? result : undefined);
	if (list !== undefined) return list.length === 0 ? 'nothing' : `${list.length} rows`;
	return typed.safeParse(result).data?.__typename ?? 'an answer';
}

/** Members of result unions that say no; OrderDenied is the engine's no, under the asker's own name. */
const refusals = new Set(['NotFound', 'Forbidden', 'LoginFailed', 'InvalidInput', 'OrderDenied', 'SsoNotOffered']);
export const isDenied = (outcome: string): boolean => outcome === 'nothing' || denials.has(outcome) || refusals.has(outcome);

/** Which of the texts an answer holds. */
export const leaksOf = (body: string, secrets: ReadonlySet<string>): string[] => [...secrets].filter((text) => body.includes(text));
