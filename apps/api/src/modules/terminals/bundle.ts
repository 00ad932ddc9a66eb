import { strToU8, zipSync } from 'fflate';
import type { EaSource } from './ea-source.ts';
import type { TerminalFile } from './setup-types.ts';

/** The same bytes whenever the same is packed. */
const mtime = new Date('2020-01-01T00:00:00Z');

const readme = (presets: string, address: string): string =>
	`Meridian Expert Advisor for MetaTrader 5

1. In the terminal: File > Open Data Folder. Unpack this archive there, so that its MQL5 folder meets the one that is there.
2. Open MQL5/Experts/Meridian.mq5 in MetaEditor and compile it (F7).
3. Tools > Options > Expert Advisors: tick "Allow WebRequest for listed URL" and add ${address}.
4. Drag Meridian onto one chart of the account. Inputs > Load: ${presets} (MQL5/Presets).
5. Switch Algo Trading on. The panel on the chart says what is missing.

No real terminal has run this yet: it is tried against an emulated one.
`.replaceAll('\n', '\r\n');

export function bundleOf(ea: EaSource, input: { readonly presets: TerminalFile; readonly address: string }): TerminalFile {
	const { presets, address } = input;
	const files = {
		...Object.fromEntries([...ea.files].map(([name, bytes]) => [`MQL5/${name}`, bytes])),
		[`MQL5/Presets/${presets.fileName}`]: presets.bytes,
		'README.txt': strToU8(readme(presets.fileName, address)),
	};
	return {
		fileName: `meridian-ea-${ea.version}.zip`,
		mediaType: 'application/zip',
		bytes: zipSync(files, { level: 9, mtime }),
	};
}
