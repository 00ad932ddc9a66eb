/** Methods of REST: GET reads, the others act. */
export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/**
 * One route of REST: another way to a root field of the GraphQL schema. Its arguments come from path, query and body by their names, and it answers with
 * what the field gives, so that permissions, limits, codes and words are those of GraphQL: there is one service behind both doors.
 */
export type Route = {
	readonly method: Method;
	/** Below /v1. `{name}` is an argument of the field, or one of `as`. */
	readonly path: string;
	readonly field: `${'Query' | 'Mutation'}.${string}`;
	/** Of `Query.node`: the type that the path names; any other is as if absent. */
	readonly of?: string;
	/** Arguments that the path names otherwise. */
	readonly as?: Readonly<Record<string, string>>;
	/** Arguments that the route itself says. */
	readonly fixed?: Readonly<Record<string, unknown>>;
	readonly tag: string;
	readonly summary: string;
	/** No token is needed. */
	readonly isPublic?: true;
};

/** `getOrders`, `postOrdersCancel`: for generated clients. */
export const operationIdOf = ({ method, path }: Route): string =>
	method +
	path
		.split('/')
		.map((part) => part.replace(/^\{(.*)\}$/, 'by-$1'))
		.map((part) => part.replaceAll(/(?:^|-)([a-z])/g, (_match, first: string) => first.toUpperCase()))
		.join('');

export const parametersOf = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
