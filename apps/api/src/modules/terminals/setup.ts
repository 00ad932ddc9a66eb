import { type ApiContext, may, viewerOf } from '../../context.ts';
import type { AccountRecord } from '../../directory.ts';
import { intId } from '../../graphql/ids.ts';
import { accountNotFound } from '../orders/parse.ts';
import { forbidden } from '../shared/user-errors.ts';
import { bundleOf } from './bundle.ts';
import { type EaInput, readEa } from './ea-source.ts';
import type { TerminalFile, TerminalSetting, TerminalSetup } from './setup-types.ts';

export async function describeSetup(context: ApiContext, accountGlobalId: string) {
	const { tenantId } = viewerOf(context);
	if (!may(context, 'TERMINAL_MANAGE')) return forbidden('Only an administrator may set terminals up.');
	const { accounts } = await context.app.directory.of(tenantId);
	const account = accounts.get(intId('Account', accountGlobalId) ?? 0);
	return account === undefined ? { ...accountNotFound(), path: ['accountId'] } : setupOf(context, { account, key: '' });
}

/** @param input.key empty where only the mutation that makes it may show it. */
export async function setupOf(
	context: ApiContext,
	input: { readonly account: AccountRecord; readonly key: string },
): Promise<TerminalSetup> {
	const { host, port } = context.app.terminalAddress;
	const ea = await readEa(context.app.eaDir);
	const values: Readonly<Record<string, string>> = { InpHost: host, InpPort: String(port), InpKey: input.key };
	const settings = ea.inputs.map(({ name, label, value }: EaInput): TerminalSetting => ({ name, label, value: values[name] ?? value }));
	const presets = presetsOf(settings, input.account);
	return {
		...{ __typename: 'TerminalSetup', eaVersion: ea.version, address: host, settings, presets },
		bundle: bundleOf(ea, { presets, address: host }),
	};
}

/** As the terminal writes such files: UTF-16, little end first, one input a line. */
function presetsOf(settings: readonly TerminalSetting[], { server, login }: AccountRecord): TerminalFile {
	const text = settings.map(({ name, value }) => `${name}=${value}\r\n`).join('');
	const safe = server.replaceAll(/[^A-Za-z0-9.-]/g, '_');
	return {
		fileName: `Meridian-${safe}-${login}.set`,
		mediaType: 'text/plain; charset=utf-16le',
		bytes: Buffer.from(`\ufeff; Meridian, ${safe} ${login}\r\n${text}`, 'utf16le'),
	};
}
