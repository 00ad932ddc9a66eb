import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Rig, trading, wait } from './rig.ts';

/** A key and a certificate that signs itself, for localhost. */
function certificate(folder: string) {
	const [keyFile, certFile] = [join(folder, 'tls-key'), join(folder, 'tls-cert')];
	execFileSync(
		'openssl',
		[
			'req',
			'-x509',
			'-newkey',
			'ec',
			'-pkeyopt',
			'ec_paramgen_curve:P-256',
			'-nodes',
			'-days',
			'1',
			'-subj',
			'/CN=localhost',
			'-addext',
			'subjectAltName=DNS:localhost',
			'-keyout',
			keyFile,
			'-out',
			certFile,
		],
		{ stdio: 'pipe' },
	);
	return { keyFile, certFile };
}

describe('the direct door with TLS', () => {
	const rig = new Rig();
	const folder = mkdtempSync(join(tmpdir(), 'meridian-tls-'));
	let ca = '';
	beforeAll(async () => {
		const tls = certificate(folder);
		ca = readFileSync(tls.certFile, 'utf8');
		await rig.start(1, { tls });
		await rig.configure(1, [trading(1)]);
	}, 60_000);
	afterAll(async () => {
		await rig.close();
		rmSync(folder, { recursive: true, force: true });
	}, 60_000);

	test('serves a session over TLS 1.3', async () => {
		const desk = await rig.session('trade-1', { ca });
		desk.order({ clientOrderId: 'a' });
		await vi.waitFor(() => expect(desk.bodies('OrderAnswer')).toMatchObject([{ clientOrderId: 'a', life: 'DENIED' }]), wait);
	});

	test('refuses TLS 1.2', async () => {
		const fault = await new Promise<string>((resolve) => {
			const socket = connect({ port: rig.directPort, host: '127.0.0.1', ca, servername: 'localhost', maxVersion: 'TLSv1.2' }, () =>
				resolve('it connected'),
			);
			socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
		});
		expect(fault).toMatch(/PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/);
	});

	test('says nothing in the clear', async () => {
		const guest = rig.institution('trade-1');
		guest.order({ clientOrderId: 'a' });
		await vi.waitFor(() => expect(guest.closed).toBe(true), wait);
		expect(guest.received).toEqual([]);
	});
});
