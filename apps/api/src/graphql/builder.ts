import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import type { ApiContext } from '../context.ts';
import { authError } from '../context.ts';
import { decodeId, encodeId, isNodeType } from './ids.ts';
import { bigIntScalar, dateTimeScalar, decimalScalar } from './scalars.ts';

export type SchemaTypes = {
	Context: ApiContext;
	AuthScopes: { authenticated: boolean; commands: boolean; operator: boolean };
	DefaultFieldNullability: false;
	DefaultEdgesNullability: false;
	DefaultNodeNullability: false;
	Scalars: {
		ID: { Input: string; Output: string | number | bigint };
		DateTime: { Input: Date; Output: Date };
		Decimal: { Input: string; Output: string };
		BigInt: { Input: bigint; Output: bigint };
	};
};

/** Every root field asks for a valid token unless it says `skipTypeScopes`: what is forgotten is closed. */
export const builder = new SchemaBuilder<SchemaTypes>({
	plugins: [ScopeAuthPlugin, RelayPlugin, ComplexityPlugin],
	defaultFieldNullability: false,
	scopeAuth: {
		authorizeOnSubscribe: true,
		authScopes: ({ auth }) => ({
			authenticated: auth.kind === 'viewer',
			// Who may only read for somebody else changes nothing, not even what needs no permission.
			commands:
				auth.kind === 'viewer' && (auth.viewer.delegated === null || auth.viewer.delegated.scopes.some((scope) => scope !== 'read')),
			operator: auth.kind === 'operator',
		}),
		unauthorizedError: (_parent, context) => authError(context.auth),
	},
	relay: {
		clientMutationId: 'omit',
		cursorType: 'String',
		edgesFieldOptions: { nullable: false },
		nodeFieldOptions: { nullable: false },
		nodeTypeOptions: {},
		nodesQueryOptions: false,
		nodeQueryOptions: {
			resolve: (_root, args, _context, _info, resolveNode) => (isNodeType(args.id.typename) ? resolveNode(args.id) : null),
		},
		encodeGlobalID: (typename, id) => encodeId(typename, id),
		decodeGlobalID: (globalId) => decodeId(globalId),
	},
	complexity: { defaultComplexity: 1, defaultListMultiplier: 10 },
});

builder.addScalarType('DateTime', dateTimeScalar);
builder.addScalarType('Decimal', decimalScalar);
builder.addScalarType('BigInt', bigIntScalar);
builder.queryType({ authScopes: { authenticated: true } });
builder.mutationType({ authScopes: { commands: true } });
builder.subscriptionType({ authScopes: { authenticated: true } });
