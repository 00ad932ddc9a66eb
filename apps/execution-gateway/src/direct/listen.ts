import { readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { maxLines } from './rules.ts';

export type TlsFiles = { readonly certFile: string; readonly keyFile: string };

/** The listener of the door, in the clear or with TLS 1.3 and nothing older. @throws where certificate or key can't be read */
export function directServer(serve: (socket: Socket) => void, tls: TlsFiles | undefined): Server {
	const server =
		tls === undefined
			? createServer(serve)
			: createTlsServer({ cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile), minVersion: 'TLSv1.3' }, serve);
	server.maxConnections = maxLines;
	return server;
}
