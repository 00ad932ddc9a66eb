import type { ApiContext } from '../../context.ts';
import { intId } from '../../graphql/ids.ts';
import { listHalts } from '../halts/service.ts';
import type { HaltModel } from '../halts/types.ts';
import { listLimits } from '../limits/service.ts';
import type { LimitSetModel } from '../limits/types.ts';
import { valuedStream } from '../quotes/valued.ts';
import { type ExposureModel, exposureAt, type Holdings, readHoldings } from './holdings.ts';

/** At most once a second, since it is given whole; a press of the kill switch at once. */
const intervalMs = 1_000;

export type RiskModel = {
	readonly exposure: ExposureModel;
	readonly limits: readonly LimitSetModel[];
	readonly halts: readonly HaltModel[];
};

const faceOf = (risk: RiskModel): string =>
	JSON.stringify(risk, (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value));

/**
 * Exposure, limits with their use, and the kill switch, of the tenant or of one account: whole at first, and again when any of it has changed.
 * @param of.hasExposure false: nobody sees it. It is empty, and no quote is news.
 */
export function riskStream(
	context: ApiContext,
	of: { readonly accountId: string | null | undefined; readonly hasExposure: boolean },
): AsyncIterableIterator<RiskModel> {
	const accountId = of.accountId == null ? undefined : (intId('Account', of.accountId) ?? 0);
	const isAsked = (place: { readonly level: string; readonly subjectId: number }): boolean =>
		accountId === undefined || (place.level === 'ACCOUNT' && place.subjectId === accountId);
	let holdings: Holdings = { rows: [], accounts: [], desks: [] };
	let limits: readonly LimitSetModel[] = [];
	let halts: readonly HaltModel[] = [];
	let told = '';

	async function read(): Promise<void> {
		const [held, sets, places] = await Promise.all([
			of.hasExposure ? readHoldings(context, accountId) : holdings,
			listLimits(context),
			listHalts(context),
		]);
		holdings = held;
		limits = sets.filter(isAsked);
		halts = places.filter(isAsked);
	}

	return valuedStream(context, {
		...{ accountId, intervalMs, hearsSwitch: true, read, isQuoted: () => holdings.rows.length > 0 },
		news: (market) => {
			const risk = { exposure: exposureAt(holdings, market), limits, halts };
			const face = faceOf(risk);
			if (face === told) return null;
			told = face;
			return risk;
		},
	});
}
