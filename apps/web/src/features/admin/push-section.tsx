import { useEffect, useState } from 'react';
import { CheckField } from '../../design/field';
import { useLook } from '../../design/look-context';
import { Notice } from '../../design/state';
import { documents } from '../../lib/documents';
import { canBeTold, ownEndpoint, subscribeBrowser, unsubscribeBrowser } from './push-browser';
import { type AdminInput, useAdmin } from './use-admin';

const kinds = ['FILL', 'DENIAL', 'ALERT'] as const;
type Kind = (typeof kinds)[number];
type Subscription = { subscriptionId: string; endpoint: string; kinds: Kind[]; current: boolean };
type Data = { pushSettings: { publicKey: string | null; subscriptions: Subscription[] } };

/** What this browser is told while no page is open: nothing, until its person says of what. */
export function PushSection(props: AdminInput) {
	const { t, look } = useLook();
	const { data, failure, act } = useAdmin<Data>(props, documents.pushSettings);
	const [endpoint, setEndpoint] = useState<string | null>();
	const [problem, setProblem] = useState('');
	const [busy, setBusy] = useState(false);
	useEffect(() => void ownEndpoint().then(setEndpoint, () => setEndpoint(null)), []);
	if (data === undefined || endpoint === undefined) return null;
	const { publicKey, subscriptions } = data.pushSettings;
	const own = subscriptions.find((one) => one.current && one.endpoint === endpoint);

	async function change(kind: Kind, wanted: boolean): Promise<void> {
		setProblem('');
		setBusy(true);
		try {
			const next = kinds.filter((one) => (one === kind ? wanted : own?.kinds.includes(one) === true));
			if (next.length > 0) {
				const browser = await subscribeBrowser(publicKey ?? '');
				if (browser === null) return setProblem(t('push.denied'));
				await act(documents.subscribePush, { input: { ...browser, kinds: next, locale: look.locale } });
				setEndpoint(browser.endpoint);
			} else if (own) {
				await act(documents.unsubscribePush, { id: own.subscriptionId });
				await unsubscribeBrowser();
				setEndpoint(null);
			}
		} catch (error) {
			setProblem(error instanceof Error ? error.message : String(error));
		} finally {
			setBusy(false);
		}
	}
	const cannot = publicKey === null ? t('push.off') : canBeTold() ? '' : t('push.cannot');
	return (
		<section aria-label={t('push.title')} data-testid="push">
			<h2>{t('push.title')}</h2>
			<p className="muted">{cannot === '' ? t('push.text') : cannot}</p>
			{(problem !== '' || failure !== '') && <Notice tone="bad">{problem || failure}</Notice>}
			{cannot === '' &&
				kinds.map((kind) => (
					<CheckField
						key={kind}
						label={t(`push.${kind}`)}
						checked={own?.kinds.includes(kind) === true}
						disabled={busy}
						onChange={(wanted) => void change(kind, wanted)}
						testId={`push-${kind}`}
					/>
				))}
		</section>
	);
}
