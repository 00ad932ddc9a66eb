/** What an answer of MetaTrader's trade server means for the request. */
export type RetcodeClass = 'OK' | 'UNKNOWN' | 'REFUSED';

/** PLACED, DONE, DONE_PARTIAL, NO_CHANGES. */
const ok: ReadonlySet<number> = new Set([10008, 10009, 10010, 10025]);
/** ERROR, TIMEOUT, CONNECTION: the request may have been executed. */
const unknown: ReadonlySet<number> = new Set([10011, 10012, 10031]);

export function classifyRetcode(retcode: number): RetcodeClass {
	if (ok.has(retcode)) return 'OK';
	return unknown.has(retcode) ? 'UNKNOWN' : 'REFUSED';
}
