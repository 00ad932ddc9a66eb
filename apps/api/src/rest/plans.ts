import type { GraphQLSchema } from 'graphql';
import { Answers } from './answers.ts';
import { Inputs } from './inputs.ts';
import { type Plan, planOf } from './plan.ts';
import { routes } from './routes.ts';

export type Rest = { readonly plans: readonly Plan[]; readonly answers: Answers; readonly inputs: Inputs };

/** Every route, checked against the schema. @throws where one does not fit it */
export function plansOf(schema: GraphQLSchema): Rest {
	const answers = new Answers(schema);
	const inputs = new Inputs();
	return { plans: routes.map((route) => planOf(route, { schema, answers, inputs })), answers, inputs };
}
