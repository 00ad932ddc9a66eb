import { readFileSync } from 'node:fs';
import { createServer, type Server, type TLSSocket } from 'node:tls';

export type TlsFiles = { readonly certFile: string; readonly keyFile: string };

/** A listener for TLS 1.3 and nothing older. @throws where certificate or key can't be read */
export function tlsServer(tls: TlsFiles, serve: (socket: TLSSocket) => void): Server {
	return createServer({ cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile), minVersion: 'TLSv1.3', noDelay: true }, serve);
}

/** @returns the port. @throws where it is taken */
export function listenLocally(server: Server, port: number): Promise<number> {
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', () => {
			const address = server.address();
			resolve(typeof address === 'object' && address !== null ? address.port : port);
		});
	});
}
