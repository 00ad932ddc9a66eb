'use client';

import { useEffect, useState } from 'react';
import { useLook } from '../../design/look-context';
import { Status } from '../../design/status';
import { useMeridian } from './session';

/** Live, or since when not: numbers on the screen are then old, and say so. */
export function LineState() {
	const { t } = useLook();
	const { line, api } = useMeridian();
	const [silentSec, setSilentSec] = useState(0);
	useEffect(() => {
		document.documentElement.dataset.line = line.online ? 'live' : 'cut';
		if (line.online) return;
		const count = () => setSilentSec(Math.max(0, Math.round((Date.now() - api.lastNewsMs()) / 1_000)));
		count();
		const timer = setInterval(count, 1_000);
		return () => clearInterval(timer);
	}, [line.online, api]);
	return (
		<span role="status" className="m-line" title={line.online ? undefined : t('state.offlineText')} data-testid="line-state">
			{line.online ? (
				<Status tone="good">{t('shell.live')}</Status>
			) : (
				<>
					<Status tone="bad">{t('shell.reconnecting')}</Status>
					<span className="m-line-age">{t('shell.lastWord', { seconds: silentSec })}</span>
				</>
			)}
		</span>
	);
}
