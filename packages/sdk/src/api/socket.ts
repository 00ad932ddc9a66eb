import { ApiError } from './token.ts';

/** The part of a browser's WebSocket that is used; Node has one too from 22 on, and `ws` is one. */
export type SocketLike = {
	readonly readyState: number;
	send(text: string): void;
	close(code?: number, reason?: string): void;
	onopen: ((event: never) => void) | null;
	onmessage: ((event: never) => void) | null;
	onclose: ((event: never) => void) | null;
	onerror: ((event: never) => void) | null;
};
export type SocketConstructor = new (url: string, protocol: string) => SocketLike;

/** Why a subscription ended: it was complete, the line is gone (and may come back), or it was refused (and will be again). */
export type Ended =
	| { readonly kind: 'complete' }
	| { readonly kind: 'lost'; readonly code: number; readonly reason: string }
	| { readonly kind: 'refused'; readonly error: ApiError };

type Message = { readonly type?: string; readonly payload?: unknown };
type Payload = {
	readonly data?: Record<string, unknown> | null;
	readonly errors?: readonly { message: string; extensions?: { code?: string } }[];
};

/** One subscription on a line of its own, as graphql-transport-ws says. Resolves when it has ended; never throws. */
export function subscribeOnce(input: {
	readonly url: string;
	readonly token: string;
	readonly Socket: SocketConstructor;
	readonly text: string;
	readonly variables: Readonly<Record<string, unknown>>;
	readonly onData: (data: Record<string, unknown>) => void;
	readonly signal: AbortSignal;
}): Promise<Ended> {
	return new Promise((resolve) => {
		const socket = new input.Socket(`${input.url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
		const stop = (): void => socket.close(1000, 'done');
		const end = (ended: Ended): void => {
			input.signal.removeEventListener('abort', stop);
			resolve(ended);
			if (socket.readyState <= 1) socket.close(1000, 'done');
		};
		input.signal.addEventListener('abort', stop, { once: true });
		socket.onopen = () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${input.token}` } }));
		socket.onerror = () => undefined;
		socket.onclose = (event: { code?: number; reason?: string }) =>
			end({ kind: 'lost', code: event.code ?? 1006, reason: event.reason ?? '' });
		socket.onmessage = (event: { data?: unknown }) => {
			const message = JSON.parse(String(event.data)) as Message;
			if (message.type === 'ping') socket.send(JSON.stringify({ type: 'pong' }));
			else if (message.type === 'connection_ack')
				socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: input.text, variables: input.variables } }));
			else if (message.type === 'next') {
				const { data, errors } = message.payload as Payload;
				if (errors?.[0] !== undefined) end(refused(errors[0]));
				else if (data) input.onData(data);
			} else if (message.type === 'error') end(refused((message.payload as Payload['errors'])?.[0]));
			else if (message.type === 'complete') end({ kind: 'complete' });
		};
	});
}

const refused = (error: { message: string; extensions?: { code?: string } } | undefined): Ended => ({
	kind: 'refused',
	error: new ApiError(error?.extensions?.code ?? 'REFUSED', error?.message ?? 'refused'),
});
