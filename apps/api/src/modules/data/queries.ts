import { formatNames, readBadRows } from '@meridian/market-data/import';
import { builder } from '../../graphql/builder.ts';
import { forbiddenRef, invalidInputRef, notFoundRef } from '../shared/user-errors.ts';
import { importPreview } from './preview.ts';
import { findImport, importModel, listImports, requireImports, sourceOf } from './service.ts';
import { settingsRef } from './settings.ts';
import { listSeries, storedTicks } from './ticks.ts';
import { badRowRef, formatRef, importRef, ownerEnum, previewRef, seriesRef, tickPageRef } from './types.ts';

const previewResultRef = builder.unionType('ImportPreviewResult', { types: [previewRef, invalidInputRef, notFoundRef, forbiddenRef] });
const badRowsMax = 1_000;

builder.queryFields((t) => ({
	importFormats: t.field({ type: [formatRef], resolve: () => formatNames.map((name) => ({ name })) }),
	dataImports: t.field({
		type: [importRef],
		args: { first: t.arg.int({ defaultValue: 50 }) },
		resolve: (_root, { first }, context) => listImports(context, first ?? 50),
	}),
	dataImport: t.field({
		type: importRef,
		nullable: true,
		args: { importId: t.arg.string({ required: true }) },
		resolve: async (_root, { importId }, context) => {
			requireImports(context);
			const row = await findImport(context, importId);
			return row === undefined ? null : importModel(row);
		},
	}),
	importPreview: t.field({
		type: previewResultRef,
		args: { importId: t.arg.string({ required: true }), settings: t.arg({ type: settingsRef, required: true }) },
		resolve: (_root, args, context) => importPreview(context, args),
	}),
	importBadRows: t.field({
		type: [badRowRef],
		description: 'Rows of an import that were not stored, in the order of the file.',
		args: { importId: t.arg.string({ required: true }), skip: t.arg.int({ defaultValue: 0 }), first: t.arg.int({ defaultValue: 100 }) },
		resolve: async (_root, { importId, skip, first }, context) => {
			const { store } = requireImports(context);
			const row = await findImport(context, importId);
			const sourceId = row === undefined ? undefined : sourceOf(row);
			if (sourceId === undefined) return [];
			const { workDir } = await store();
			return [
				...(await readBadRows(workDir, { sourceId, skip: Math.max(0, skip ?? 0), first: Math.max(1, Math.min(first ?? 100, badRowsMax)) })),
			];
		},
	}),
	marketDataSeries: t.field({ type: [seriesRef], resolve: (_root, _args, context) => listSeries(context) }),
	storedTicks: t.field({
		type: tickPageRef,
		description: 'Ticks of the store in order of time, from a time on and before another. At most 1,000 a page.',
		complexity: (args) => ({ field: Math.min(args.first ?? 100, 1_000) / 10, multiplier: 1 }),
		args: {
			owner: t.arg({ type: ownerEnum, required: true }),
			venue: t.arg.string({ required: true }),
			instrument: t.arg.string({ required: true }),
			from: t.arg({ type: 'DateTime', required: true }),
			to: t.arg({ type: 'DateTime', required: true }),
			first: t.arg.int({ defaultValue: 100 }),
			after: t.arg.string(),
		},
		resolve: (_root, { first, ...args }, context) => storedTicks(context, { ...args, first: first ?? 100 }),
	}),
}));
