export { type Api, type ApiOptions, createApi, type Depth, type OrderEvent, type Quote } from './client.ts';
export * from './generated/operations.ts';
export type { SocketConstructor } from './socket.ts';
export { ApiError, type Credentials } from './token.ts';
