import { type GraphQLResolveInfo, Kind, parse } from 'graphql';
import { expect, test } from 'vitest';
import { asks } from '../src/graphql/asked.ts';

/** What a resolver of the only root field is told of the document. */
function infoOf(text: string): Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'> {
	const { definitions } = parse(text);
	const fragments = Object.fromEntries(
		definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one]] : [])),
	);
	const operation = definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
	return { fragments, fieldNodes: operation?.selectionSet.selections.flatMap((one) => (one.kind === Kind.FIELD ? [one] : [])) ?? [] };
}

test.each([
	['by its name', 'subscription { risk { exposure { currency } } }', true],
	['under another name', 'subscription { risk { held: exposure { currency } } }', true],
	[
		'in a fragment',
		'subscription { risk { ...all } } fragment all on Risk { halts { name } ...held } fragment held on Risk { exposure { currency } }',
		true,
	],
	['in an unnamed fragment', 'subscription { risk { ... on Risk { exposure { currency } } } }', true],
	['where a directive may leave it out', 'subscription($no: Boolean!) { risk { exposure @skip(if: $no) { currency } } }', true],
	['not, where another is called so', 'subscription { risk { exposure: limits { name } } }', false],
	['not, where one further below is called so', 'subscription { risk { limits { exposure } } }', false],
])('a field is asked for %s', (_how, text, isAsked) => {
	expect(asks(infoOf(text), 'exposure')).toBe(isAsked);
});
