import type { Server } from 'node:http';
import { type ExecutionArgs, execute, GraphQLError, type GraphQLSchema, getOperationAST } from 'graphql';
import { type Context, handleProtocols, makeServer, type SubscribePayload } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import type { App } from '../app.ts';
import type { ApiContext, AuthState } from '../context.ts';
import { apiError } from '../graphql/errors.ts';
import { tooManyRequests } from '../limits/rates.ts';
import { documentLimits } from '../limits/rules.ts';
import { Documents, isChecked } from './documents.ts';
import { drain } from './drain.ts';
import { presentErrors } from './errors.ts';
import { Heartbeat } from './heartbeat.ts';
import { operationContext } from './operation.ts';
import { Peer } from './peer.ts';
import { type Line, SharedOperations } from './shared-operations.ts';
import { forbiddenCode, SocketWatch } from './socket-watch.ts';

/** Subscriptions per socket; the portal has 3. */
const maxSubscriptions = 20;
/** Ours, where the plan has no room for another socket. */
const quotaFull = 4429;
/** How often a peer is asked for a sign of life, and how long it has for its answer. */
const heartbeatMs = 10_000;

/** Why nobody may listen with this token, or null. A suspended tenant reads over HTTP alone; an operator has nothing to listen to. */
const refusalOf = (auth: AuthState): string | null =>
	auth.kind === 'refused'
		? auth.code
		: auth.kind === 'operator' || auth.viewer.delegated?.by === 'SUPPORT'
			? 'FORBIDDEN'
			: auth.viewer.tenantActive
				? null
				: 'TENANT_SUSPENDED';

const unauthenticated: AuthState = { kind: 'refused', code: 'UNAUTHENTICATED', message: 'Log in first.' };

/** What the library hands on to `subscribe` as it was given; `line` says where the results go. */
type Prepared = ExecutionArgs & { readonly line: Line };
type SocketContext = Context<Record<string, unknown> | undefined, Peer>;
const isPrepared = (args: ExecutionArgs): args is Prepared => 'line' in args;

export type Sockets = {
	readonly open: number;
	/** Peers that were cut off since they did not read, since the process began. */
	readonly slow: number;
	/** Subscriptions that are worked out once for all who share them. */
	readonly streams: number;
	of(tenantId: number): number;
	/** Looks at once who may still listen. */
	sweep(): void;
	/** Accepts none any more and sends all elsewhere. */
	close(): Promise<void>;
};

/** Subscriptions (and any other operation) over graphql-transport-ws at /graphql, with the token in connection_init. */
export function serveSockets(input: {
	readonly app: App;
	readonly schema: GraphQLSchema;
	readonly server: Server;
	/** Default 10 s. */
	readonly heartbeatMs?: number | undefined;
}): Sockets {
	const { app, schema, server } = input;
	const watch = new SocketWatch(app);
	const documents = new Documents(schema);
	/** Open sockets by tenant. */
	const counts = new Map<number, number>();
	let slow = 0;
	let isDraining = false;
	const cutSlow = (peer: Peer): void => {
		slow += 1;
		app.log.warn({ sourceIp: peer.sourceIp }, 'a subscriber does not read; its socket is cut');
		peer.cut();
	};
	const heartbeat = new Heartbeat({ everyMs: input.heartbeatMs ?? heartbeatMs, onSilent: cutSlow });
	// Never compressed: that costs 200 kB a socket.
	const sockets = new WebSocketServer({
		noServer: true,
		maxPayload: documentLimits.maxBodyBytes,
		perMessageDeflate: false,
		handleProtocols,
	});
	server.on('upgrade', (request, socket, head) => {
		const { origin } = request.headers;
		const path = request.url?.split('?')[0];
		const decide = (isKnown: boolean): void => {
			const refusal = path !== '/graphql' ? '404 Not Found' : !isKnown ? '403 Forbidden' : isDraining ? '503 Service Unavailable' : null;
			if (refusal === null)
				sockets.handleUpgrade(request, socket, head, (opened) =>
					attach(new Peer(opened, socket, { request, sourceIp: app.sourceIp(request), onFailure: failed })),
				);
			else socket.end(`HTTP/1.1 ${refusal}\r\nconnection: close\r\n\r\n`);
		};
		if (origin === undefined || path !== '/graphql') {
			decide(true);
			return;
		}
		// Until it is handed on nobody else listens to its breaking, which must not end the process.
		const broke = (): void => void socket.destroy();
		socket.once('error', broke);
		// For whom it asks is known when it has said so: see welcome.
		app.origins
			.isKnown(origin)
			.catch(() => false)
			.then((isKnown) => {
				socket.off('error', broke);
				if (!socket.destroyed) decide(isKnown);
			});
	});

	const contextOf = (peer: Peer): ApiContext =>
		operationContext(app, {
			auth: peer.viewer === null ? unauthenticated : { kind: 'viewer', viewer: peer.viewer },
			headers: peer.headers,
			sourceIp: peer.sourceIp,
			closeSlowConsumer: () => cutSlow(peer),
		});
	const shared = new SharedOperations();

	async function prepare(context: SocketContext, id: string, payload: SubscribePayload) {
		const peer = context.extra;
		const operation = contextOf(peer);
		const refuse = (errors: readonly GraphQLError[]) => presentErrors(errors, operation);
		if (Object.keys(context.subscriptions).length > maxSubscriptions)
			return refuse([
				apiError('TOO_MANY_SUBSCRIPTIONS', `More than ${maxSubscriptions} operations on one connection. End some of them first.`),
			]);
		const source = app.documents.resolve({ query: payload.query, documentId: payload.extensions?.documentId }, operation.auth);
		if ('refused' in source) return refuse([source.refused]);
		try {
			const checked = documents.check(source.query);
			if (!isChecked(checked)) return refuse(checked);
			const { document } = checked;
			const operationAst = getOperationAST(document, payload.operationName);
			if (!operationAst) return refuse([new GraphQLError('There is no such operation in the document')]);
			const accepted = documents.accept(checked, payload.variables ?? {}, { lasts: operationAst.operation === 'subscription' });
			if ('refused' in accepted) return refuse([accepted.refused]);
			const { variables } = accepted;
			// The library keeps the message while the operation runs: of what ten thousand ask alike it shall be one copy.
			Object.assign(payload, { query: checked.text, variables });
			const verdict = await app.requestLimiter.take(operation, operationAst.operation === 'mutation' ? 'write' : 'read');
			if (verdict.retryAfterSec !== null) return refuse([apiError('RATE_LIMITED', tooManyRequests(verdict))]);
			peer.operations.set(id, operation);
			const line: Line = { peer, id, documentKey: checked.key };
			const operationName = payload.operationName ?? null;
			const args: Prepared = { schema, document, variableValues: variables, operationName, contextValue: operation, line };
			return args;
		} catch (error) {
			return refuse([
				error instanceof GraphQLError
					? error
					: new GraphQLError('The document could not be read', { originalError: error instanceof Error ? error : null }),
			]);
		}
	}

	/** @returns false where it may not listen, or has gone. */
	async function welcome(peer: Peer, authorization: unknown): Promise<boolean> {
		const { socket } = peer;
		const auth = await app.authenticator.authenticate(authorization);
		const isOurs = peer.origin === undefined || (await app.origins.mayAsk(peer.origin, auth));
		const refusal = isOurs ? refusalOf(auth) : 'ORIGIN_NOT_ALLOWED';
		if (refusal !== null || auth.kind !== 'viewer') {
			socket.close(forbiddenCode, refusal ?? 'FORBIDDEN');
			return false;
		}
		const { tenantId } = auth.viewer;
		const { sockets: most } = await app.quotas.of(tenantId);
		const open = (counts.get(tenantId) ?? 0) + 1;
		// It may have gone while we looked: then nobody would count it off again.
		if (socket.readyState !== socket.OPEN) return false;
		if (open > most) {
			socket.close(quotaFull, 'QUOTA_EXCEEDED');
			return false;
		}
		counts.set(tenantId, open);
		app.metering.max(tenantId, 'socketsMax', open);
		peer.viewer = auth.viewer;
		watch.add(peer);
		return true;
	}

	/** Where it was welcome. */
	function leave(peer: Peer): void {
		if (peer.viewer === null) return;
		const { tenantId } = peer.viewer;
		watch.remove(peer);
		const left = (counts.get(tenantId) ?? 1) - 1;
		if (left > 0) counts.set(tenantId, left);
		else counts.delete(tenantId);
	}

	const graphql = makeServer<Record<string, unknown> | undefined, Peer>({
		schema,
		connectionInitWaitTimeout: 5_000,
		onConnect: (context) => {
			const { connectionParams } = context;
			// The token is proved once, and kept nowhere.
			Object.assign(context, { connectionParams: undefined });
			return welcome(context.extra, connectionParams?.authorization);
		},
		execute,
		subscribe: (args) => {
			if (!isPrepared(args)) throw new Error('an operation was subscribed to that was not prepared');
			return shared.subscribe(args, args.line);
		},
		onSubscribe: prepare,
		onNext: (context, id, _payload, _args, result) => {
			const operation = context.extra.operations.get(id);
			if (!result.errors || !operation) return undefined;
			return { data: result.data ?? null, errors: presentErrors(result.errors, operation).map((error) => error.toJSON()) };
		},
		onError: (context, id, _payload, errors) => {
			const operation = context.extra.operations.get(id);
			return (operation ? presentErrors(errors, operation) : errors).map((error) => error.toJSON());
		},
		onComplete: (context, id) => void context.extra.operations.delete(id),
		onClose: (context) => leave(context.extra),
	});

	// One for all sockets, not one for each.
	function failed(peer: Peer, error: unknown): void {
		app.log.error({ err: error }, 'a message of a subscriber failed');
		peer.close(4500, 'Internal server error');
	}
	// A line that breaks is closed by the library; that it broke is nothing to tell.
	const broke = (error: unknown): void => app.log.debug({ err: error }, 'the line of a subscriber broke');

	function attach(peer: Peer): void {
		heartbeat.add(peer);
		const closed = graphql.opened(peer, peer);
		peer.socket.on('error', broke).on('close', (code, reason) => {
			heartbeat.remove(peer);
			closed(code, String(reason)).catch((error: unknown) => failed(peer, error));
		});
	}

	return {
		get open() {
			return sockets.clients.size;
		},
		get slow() {
			return slow;
		},
		get streams() {
			return shared.open;
		},
		of: (tenantId) => counts.get(tenantId) ?? 0,
		sweep: () => watch.sweep(),
		async close() {
			isDraining = true;
			await drain(sockets);
			heartbeat.stop();
			await watch.stop();
		},
	};
}
