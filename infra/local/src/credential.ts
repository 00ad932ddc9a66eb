import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { credentialSecret } from '@meridian/auth';
import { defaultStateDir } from './paths.ts';
import { defaultPortBase } from './ports.ts';
import { loadSecrets } from './secrets.ts';

/** `npm run credential -w @meridian/local -- demo-aurora`: the secret of a trading credential of a copy on this machine, for whoever may read its keys. */
const { values, positionals } = parseArgs({ allowPositionals: true, options: { state: { type: 'string' } } });
const [credentialId] = positionals;
if (credentialId === undefined) {
	process.stderr.write('usage: npm run credential -w @meridian/local -- CREDENTIAL_ID [--state FOLDER]\n');
	process.exitCode = 2;
} else {
	const stateDir = resolve(values.state ?? defaultStateDir(defaultPortBase));
	process.stdout.write(`${credentialSecret(loadSecrets(stateDir).credentialKey, credentialId)}\n`);
}
