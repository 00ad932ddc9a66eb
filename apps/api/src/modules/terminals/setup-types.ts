import { builder } from '../../graphql/builder.ts';
import { forbiddenRef, notFoundRef } from '../shared/user-errors.ts';

/** One input of the Expert Advisor as it must be set. */
export type TerminalSetting = { readonly name: string; readonly label: string; readonly value: string };
const settingRef = builder.objectRef<TerminalSetting>('TerminalSetting').implement({
	fields: (t) => ({
		name: t.exposeString('name'),
		label: t.exposeString('label', { description: 'As the terminal shows it in the list of inputs.' }),
		value: t.exposeString('value'),
	}),
});

export type TerminalFile = { readonly fileName: string; readonly mediaType: string; readonly bytes: Uint8Array };
const fileRef = builder.objectRef<TerminalFile>('TerminalFile').implement({
	fields: (t) => ({
		fileName: t.exposeString('fileName'),
		mediaType: t.exposeString('mediaType'),
		contentBase64: t.string({ resolve: ({ bytes }) => Buffer.from(bytes).toString('base64') }),
	}),
});

export type TerminalSetup = {
	readonly __typename: 'TerminalSetup';
	readonly eaVersion: string;
	readonly address: string;
	readonly settings: readonly TerminalSetting[];
	readonly presets: TerminalFile;
	readonly bundle: TerminalFile;
};
export const setupRef = builder.objectRef<TerminalSetup>('TerminalSetup').implement({
	description: 'How to set a terminal up. None of it was tried with a real terminal yet.',
	fields: (t) => ({
		eaVersion: t.exposeString('eaVersion'),
		address: t.exposeString('address', {
			description: 'What must be allowed in Tools > Options > Expert Advisors > Allow WebRequest for listed URL.',
		}),
		settings: t.field({ type: [settingRef], resolve: ({ settings }) => [...settings] }),
		presets: t.expose('presets', { type: fileRef, description: 'The settings as a .set file, for Load in the list of inputs.' }),
		bundle: t.expose('bundle', {
			type: fileRef,
			description:
				'The Expert Advisor’s source, to be unpacked into the terminal’s data folder and compiled there, with the settings beside it.',
		}),
	}),
});
export const setupResultRef = builder.unionType('TerminalSetupResult', { types: [setupRef, notFoundRef, forbiddenRef] });
