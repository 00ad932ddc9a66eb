import { type ApiContext, viewerOf } from '../../context.ts';
import type { InstrumentModel } from './types.ts';

export async function listInstruments(context: ApiContext): Promise<InstrumentModel[]> {
	const directory = await context.app.directory.of(viewerOf(context).tenantId);
	return [...directory.instruments.values()].filter((instrument) => instrument.active);
}

export async function findInstrument(context: ApiContext, id: number | null): Promise<InstrumentModel | null> {
	if (id === null) return null;
	const directory = await context.app.directory.of(viewerOf(context).tenantId);
	return directory.instruments.get(id) ?? null;
}
