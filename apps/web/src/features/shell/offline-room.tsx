'use client';

import { Button } from '../../design/button';
import { useLook } from '../../design/look-context';
import { Offline } from '../../design/state';

/** What the service worker shows where there is no network. */
export function OfflineRoom() {
	const { t } = useLook();
	return (
		<main className="login">
			<div className="login-card">
				<div className="wordmark large">Meridian</div>
				<Offline />
				<Button tone="primary" onClick={() => window.location.assign('/')}>
					{t('state.retry')}
				</Button>
			</div>
		</main>
	);
}
