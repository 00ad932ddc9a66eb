/**
 * What an answer of MetaTrader's trade server means for the request. Whatever is not known to be done, and can't have been done, is refused:
 * SERVER_DISABLES_AT (10026) and CLIENT_DISABLES_AT (10027) too, whose account says itself that it may not trade, until it may.
 */
export type RetcodeClass = 'OK' | 'UNKNOWN' | 'REFUSED';

/** PLACED, DONE, DONE_PARTIAL, NO_CHANGES. */
const ok: ReadonlySet<number> = new Set([10008, 10009, 10010, 10025]);
/** ERROR, TIMEOUT, CONNECTION: the request may have been executed. */
const unknown: ReadonlySet<number> = new Set([10011, 10012, 10031]);

export function classifyRetcode(retcode: number): RetcodeClass {
	if (ok.has(retcode)) return 'OK';
	return unknown.has(retcode) ? 'UNKNOWN' : 'REFUSED';
}
