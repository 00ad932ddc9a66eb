import type { Server } from 'node:http';
import { GraphQLError, type GraphQLSchema, getOperationAST, parse, specifiedRules, subscribe, validate } from 'graphql';
import type { Context, SubscribePayload } from 'graphql-ws';
import { type Extra, useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { App } from '../app.ts';
import type { ApiContext, AuthState } from '../context.ts';
import { apiError } from '../graphql/errors.ts';
import { complexityError } from '../limits/complexity.ts';
import { tooManyRequests } from '../limits/rates.ts';
import { documentLimits, documentLimitsRule } from '../limits/rules.ts';
import { plainTextRule, textError } from '../limits/text.ts';
import { presentErrors } from './errors.ts';
import { operationContext } from './operation.ts';
import { type Line, SharedOperations } from './shared-operations.ts';
import { forbiddenCode, SocketWatch } from './socket-watch.ts';

/** Subscriptions per socket; the portal has 3. */
const maxSubscriptions = 20;
/** Ours, for a reader that doesn't read. */
const slowConsumer = 4408;
/** Ours, where the plan has no room for another socket. */
const quotaFull = 4429;

/** Why nobody may listen with this token, or null. A suspended tenant reads over HTTP alone; an operator has nothing to listen to. */
const refusalOf = (auth: AuthState): string | null =>
	auth.kind === 'refused'
		? auth.code
		: auth.kind === 'operator' || auth.viewer.delegated?.by === 'SUPPORT'
			? 'FORBIDDEN'
			: auth.viewer.tenantActive
				? null
				: 'TENANT_SUSPENDED';

type SocketExtra = { auth?: AuthState; closed?: () => void };
type SocketContext = Context<Record<string, unknown> | undefined, Extra & SocketExtra>;

/** Subscriptions (and any other operation) over graphql-transport-ws at /graphql, with the token in connection_init. */
export function serveSockets(input: { readonly app: App; readonly schema: GraphQLSchema; readonly server: Server }): {
	readonly open: number;
	of(tenantId: number): number;
	sweep(): void;
	close(): Promise<void>;
} {
	const { app, schema, server } = input;
	const watch = new SocketWatch(app);
	/** Open sockets by tenant. */
	const counts = new Map<number, number>();
	const sockets = new WebSocketServer({ noServer: true, maxPayload: documentLimits.maxBodyBytes });
	server.on('upgrade', async (request, socket, head) => {
		const { origin } = request.headers;
		const path = request.url?.split('?')[0];
		// For whom it asks is known when it has said so: see onConnect.
		const isKnown = origin === undefined || (await app.origins.isKnown(origin).catch(() => false));
		if (path !== '/graphql' || !isKnown) {
			socket.end(`HTTP/1.1 ${path === '/graphql' ? '403 Forbidden' : '404 Not Found'}\r\nconnection: close\r\n\r\n`);
			return;
		}
		sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
	});

	const contextOf = (context: SocketContext): ApiContext =>
		operationContext(app, {
			auth: context.extra.auth ?? { kind: 'refused', code: 'UNAUTHENTICATED', message: 'Log in first.' },
			headers: context.extra.request.headers,
			sourceIp: context.extra.request.socket.remoteAddress ?? '',
			// terminate, not close: a peer that doesn't read doesn't answer a close frame either.
			closeSlowConsumer: () => {
				app.log.warn({ code: slowConsumer }, 'a subscriber does not read; its socket is cut');
				context.extra.socket.terminate();
			},
		});
	const shared = new SharedOperations();
	/** Where the results of an operation go; its context is what the server hands on to `subscribe`. */
	const lines = new WeakMap<ApiContext, Line>();
	/** The context of each running operation, for its errors. */
	const contexts = new WeakMap<SocketContext['extra'], Map<string, ApiContext>>();

	async function prepare(context: SocketContext, id: string, payload: SubscribePayload) {
		const operation = contextOf(context);
		const refuse = (errors: readonly GraphQLError[]) => presentErrors(errors, operation);
		if (Object.keys(context.subscriptions).length > maxSubscriptions)
			return refuse([
				apiError('TOO_MANY_SUBSCRIPTIONS', `More than ${maxSubscriptions} operations on one connection. End some of them first.`),
			]);
		const source = app.documents.resolve({ query: payload.query, documentId: payload.extensions?.documentId }, operation.auth);
		if ('refused' in source) return refuse([source.refused]);
		try {
			const document = parse(source.query, { maxTokens: documentLimits.maxTokens });
			const errors = validate(schema, document, [...specifiedRules, documentLimitsRule, plainTextRule]);
			if (errors.length > 0) return refuse(errors);
			if (!getOperationAST(document, payload.operationName))
				return refuse([new GraphQLError('There is no such operation in the document')]);
			const variableValues = payload.variables ?? {};
			const tooMuch = textError(variableValues) ?? complexityError(schema, { document, variables: variableValues });
			if (tooMuch) return refuse([tooMuch]);
			const isWrite = getOperationAST(document, payload.operationName)?.operation === 'mutation';
			const verdict = await app.requestLimiter.take(operation, isWrite ? 'write' : 'read');
			if (verdict.retryAfterSec !== null) return refuse([apiError('RATE_LIMITED', tooManyRequests(verdict))]);
			const known = contexts.get(context.extra) ?? new Map<string, ApiContext>();
			contexts.set(context.extra, known.set(id, operation));
			const { socket } = context.extra;
			lines.set(operation, {
				id,
				bufferedBytes: () => socket.bufferedAmount,
				write: (text) => socket.send(text),
				cut: () => operation.closeSlowConsumer?.(),
			});
			return { schema, document, variableValues, operationName: payload.operationName ?? null, contextValue: operation };
		} catch (error) {
			return refuse([
				error instanceof GraphQLError
					? error
					: new GraphQLError('The document could not be read', { originalError: error instanceof Error ? error : null }),
			]);
		}
	}

	const graphql = useServer<Record<string, unknown> | undefined, SocketExtra>(
		{
			schema,
			connectionInitWaitTimeout: 5_000,
			async onConnect(context) {
				const header = context.connectionParams?.authorization;
				const auth = await app.authenticator.authenticate(header);
				const { origin } = context.extra.request.headers;
				const isOurs = origin === undefined || (await app.origins.mayAsk(origin, auth));
				const refusal = isOurs ? refusalOf(auth) : 'ORIGIN_NOT_ALLOWED';
				if (refusal !== null) {
					context.extra.socket.close(forbiddenCode, refusal);
					return false;
				}
				if (auth.kind === 'viewer') {
					const { tenantId, sessionId } = auth.viewer;
					const { sockets: most } = await app.quotas.of(tenantId);
					const open = (counts.get(tenantId) ?? 0) + 1;
					// It may have gone while we looked: then nobody would count it off again.
					if (context.extra.socket.readyState !== context.extra.socket.OPEN) return false;
					if (open > most) {
						context.extra.socket.close(quotaFull, 'QUOTA_EXCEEDED');
						return false;
					}
					counts.set(tenantId, open);
					app.metering.max(tenantId, 'socketsMax', open);
					const ended = watch.add({ socket: context.extra.socket, sessionId });
					context.extra.closed = () => {
						ended();
						counts.set(tenantId, (counts.get(tenantId) ?? 1) - 1);
					};
				}
				context.extra.auth = auth;
				return true;
			},
			subscribe: (args) => {
				// prepare() made it.
				const line = lines.get(args.contextValue as ApiContext);
				return line === undefined ? subscribe(args) : shared.subscribe(args, line);
			},
			onSubscribe: (context, id, payload) => prepare(context as SocketContext, id, payload),
			onNext: (context, id, _payload, _args, result) => {
				const operation = contexts.get((context as SocketContext).extra)?.get(id);
				if (!result.errors || !operation) return undefined;
				return { data: result.data ?? null, errors: presentErrors(result.errors, operation).map((error) => error.toJSON()) };
			},
			onError: (context, id, _payload, errors) => {
				const operation = contexts.get((context as SocketContext).extra)?.get(id);
				return (operation ? presentErrors(errors, operation) : errors).map((error) => error.toJSON());
			},
			onComplete: (context, id) => void contexts.get((context as SocketContext).extra)?.delete(id),
			onClose: (context) => context.extra.closed?.(),
		},
		sockets,
		10_000,
	);
	return {
		get open() {
			return sockets.clients.size;
		},
		of: (tenantId) => counts.get(tenantId) ?? 0,
		/** Looks at once who may still listen. */
		sweep: () => watch.sweep(),
		async close() {
			await graphql.dispose();
			await watch.stop();
		},
	};
}
