import { builder } from '../../graphql/builder.ts';
import { forbiddenRef, invalidInputRef, notFoundRef } from '../shared/user-errors.ts';
import { settingsRef } from './settings.ts';
import { discardImport, startImport } from './start-import.ts';
import { importRef } from './types.ts';

const importResultRef = builder.unionType('DataImportResult', { types: [importRef, invalidInputRef, notFoundRef, forbiddenRef] });

builder.mutationFields((t) => ({
	startDataImport: t.field({
		type: importResultRef,
		description: "Imports a file that was uploaded with PUT /imports/files?name=NAME into the tenant's own part of the store.",
		args: { importId: t.arg.string({ required: true }), settings: t.arg({ type: settingsRef, required: true }) },
		resolve: (_root, args, context) => startImport(context, args),
	}),
	discardDataImport: t.field({
		type: importResultRef,
		args: { importId: t.arg.string({ required: true }) },
		resolve: (_root, { importId }, context) => discardImport(context, importId),
	}),
}));
