import { textOfUnits } from '@meridian/market-data';
import { ImportError, preview } from '@meridian/market-data/import';
import { uploadFile } from '@meridian/market-data/jobs';
import { type ApiContext, viewerOf } from '../../context.ts';
import { userError } from '../shared/user-errors.ts';
import { findImport, noSuchImport, requireImports } from './service.ts';
import { readSettings, type SettingsInput } from './settings.ts';
import type { PreviewModel } from './types.ts';

const previewRows = 20;

/** The first rows of an uploaded file as these settings would read them; nothing is stored. */
export async function importPreview(context: ApiContext, input: { readonly importId: string; readonly settings: SettingsInput }) {
	const { storeDir } = requireImports(context);
	const row = await findImport(context, input.importId);
	if (row === undefined) return noSuchImport();
	if (row.status !== 'UPLOADED' && row.status !== 'FAILED' && row.status !== 'QUEUED') return noSuchImport();
	const read = readSettings(input.settings, row.fileName);
	if ('__typename' in read) return read;
	try {
		const { plan } = read;
		const shown = await preview(uploadFile(storeDir, { tenantId: viewerOf(context).tenantId, importId: row.id }), plan, previewRows);
		const price = (value: number) => textOfUnits(value, shown.priceDigits);
		return {
			__typename: 'ImportPreview',
			...{ format: plan.format, instrument: plan.instrument, zone: plan.zone },
			...{ priceDigits: shown.priceDigits, qtyDigits: shown.qtyDigits },
			rows: shown.rows.map(({ row: number, text, fault, timeMs, prices }) => {
				const isRow = fault === undefined;
				return {
					...{ row: number, text, fault: fault ?? null },
					at: isRow ? new Date(timeMs) : null,
					first: isRow ? price(prices[0]) : null,
					second: isRow ? price(prices[1]) : null,
				};
			}),
		} satisfies PreviewModel;
	} catch (error) {
		if (error instanceof ImportError)
			return userError('InvalidInput', { code: 'INVALID_FILE', message: error.message, path: ['importId'] });
		throw error;
	}
}
