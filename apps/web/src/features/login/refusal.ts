import type { Coded, Translate } from '../../i18n/said';
import type { Word } from '../../i18n/words';

type Refused = { readonly code?: string; readonly message?: string };

/**
 * Why a door stayed closed, in the person's language where it has words for that, else in the API's. `wrong` is what LOGIN_FAILED means at
 * this door.
 */
export function refusalText(
	{ code = '', message }: Refused,
	at: { readonly wrong: Word; readonly t: Translate; readonly coded: Coded },
): string {
	const { wrong, t, coded } = at;
	if (code === 'LOGIN_FAILED') return t(wrong);
	if (code !== 'RATE_LIMITED') return coded('refusal', code, message ?? t('problem.notDone'));
	const seconds = /\d+/.exec(message ?? '')?.[0];
	return seconds === undefined ? (message ?? t('problem.notDone')) : t('refusal.RATE_LIMITED', { seconds });
}
