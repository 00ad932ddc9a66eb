'use client';

import { Popover } from '@base-ui/react/popover';
import { useEffect, useState } from 'react';
import { Button } from '../../design/button';
import { useKept } from '../../design/grid/use-kept';
import { useLook } from '../../design/look-context';
import type { Word } from '../../i18n/words';
import { useMeridian } from './session';

/** Each stop: the part that it points at, and what is said of it. A part that is not on the screen is left out. */
const stops = [
	['[data-testid=watch-filter]', 'guide.watch'],
	['[data-testid=price-chart]', 'guide.chart'],
	['[data-testid=ticket-submit]', 'guide.ticket'],
	['[data-testid=tab-positions]', 'guide.blotter'],
	['[data-testid=line-switch]', 'guide.line'],
	['[data-testid=open-palette]', 'guide.palette'],
] as const satisfies readonly (readonly [string, Word])[];
const startEvent = 'meridian:guide';

export const startGuide = (): boolean => window.dispatchEvent(new Event(startEvent));

/** Shows a newcomer around the demo: offered once, and again whenever asked for. It covers nothing and can be left at any step. */
export function Guide() {
	const { t } = useLook();
	const { tenant, has } = useMeridian();
	const [kept, keep] = useKept('guide', { offered: false });
	const [ready, setReady] = useState(false);
	const [at, setAt] = useState<number | null>(null);
	const [shown, setShown] = useState<readonly (readonly [Element, Word])[]>([]);
	useEffect(() => {
		const start = () => {
			const found = stops.flatMap(([selector, word]) => {
				const part = document.querySelector(selector);
				return part === null ? [] : [[part, word] as const];
			});
			setShown(found);
			setAt(found.length > 0 ? 0 : null);
		};
		window.addEventListener(startEvent, start);
		setReady(true);
		return () => window.removeEventListener(startEvent, start);
	}, []);
	const stop = at === null ? undefined : shown[at];
	const offers = ready && tenant?.demo === true && has('GUIDED_TOUR') && !kept.offered && at === null;
	const leave = () => {
		setAt(null);
		keep({ offered: true });
	};
	if (offers)
		return (
			<aside className="m-guide" aria-label={t('shell.tour')} data-testid="guide-offer">
				<span>{t('guide.offer')}</span>
				<Button size="s" tone="primary" onClick={startGuide} testId="guide-start">
					{t('shell.tour')}
				</Button>
				<Button size="s" tone="quiet" onClick={leave} testId="guide-no">
					{t('guide.no')}
				</Button>
			</aside>
		);
	if (stop === undefined || at === null) return null;
	const isLast = at === shown.length - 1;
	return (
		<Popover.Root open onOpenChange={(isOpen) => isOpen || leave()}>
			<Popover.Portal>
				<Popover.Positioner anchor={stop[0]} sideOffset={10} collisionPadding={12} className="m-layer">
					<Popover.Popup className="m-popover m-guide-step" data-testid="guide-step">
						<Popover.Title className="m-guide-title">{t('guide.step', { at: at + 1, all: shown.length })}</Popover.Title>
						<Popover.Description className="m-guide-text">{t(stop[1])}</Popover.Description>
						<div className="m-look-foot">
							<Button size="s" onClick={leave}>
								{t('guide.leave')}
							</Button>
							<Button size="s" tone="primary" onClick={() => (isLast ? leave() : setAt(at + 1))} testId="guide-next">
								{t(isLast ? 'guide.done' : 'guide.next')}
							</Button>
						</div>
					</Popover.Popup>
				</Popover.Positioner>
			</Popover.Portal>
		</Popover.Root>
	);
}
