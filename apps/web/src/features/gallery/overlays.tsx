'use client';

import { useState } from 'react';
import { Button } from '../../design/button';
import { Dialog } from '../../design/dialog';
import { Help } from '../../design/field';
import { Menu } from '../../design/menu';
import { Row } from '../../design/panel';
import { Tabs } from '../../design/tabs';
import { type ToastTone, useToast } from '../../design/toast';

const kinds = ['centre', 'side', 'sheet'] as const;
const tones: readonly ToastTone[] = ['info', 'good', 'bad', 'unknown'];

export function Overlays() {
	const [open, setOpen] = useState<(typeof kinds)[number]>();
	const [tab, setTab] = useState<'positions' | 'orders'>('positions');
	const [last, setLast] = useState('none yet');
	const tell = useToast();
	return (
		<>
			<Row>
				{kinds.map((kind) => (
					<Button key={kind} onClick={() => setOpen(kind)}>
						Dialog: {kind}
					</Button>
				))}
				<Menu
					label="Acts"
					trigger="Menu"
					align="start"
					items={[
						{ id: 'amend', label: 'Amend', icon: 'edit', run: () => setLast('amend') },
						{ id: 'reverse', label: 'Reverse', icon: 'reverse', run: () => setLast('reverse') },
						{ id: 'off', label: 'Not allowed', disabled: true, run: () => undefined },
						{ id: 'close', label: 'Close the position', icon: 'close', tone: 'danger', run: () => setLast('close') },
					]}
				/>
				<Help name="this" text="Help stands on a question mark beside the word that it explains." />
			</Row>
			<p className="muted">Last act of the menu: {last}</p>
			<Row>
				{tones.map((tone) => (
					<Button key={tone} size="s" onClick={() => tell(`A message: ${tone}`, { tone, detail: 'It goes by itself after five seconds.' })}>
						Message: {tone}
					</Button>
				))}
			</Row>
			<Tabs
				label="Example"
				tabs={[
					{ id: 'positions', label: 'Positions', count: 3 },
					{ id: 'orders', label: 'Orders' },
				]}
				value={tab}
				onChange={setTab}
			>
				<p className="muted">The panel of {tab}.</p>
			</Tabs>
			<Dialog
				open={open !== undefined}
				onClose={() => setOpen(undefined)}
				kind={open ?? 'centre'}
				title="Close 0.50 EURUSD?"
				description="At the market, now. What it made so far is booked."
				actions={
					<>
						<Button onClick={() => setOpen(undefined)}>Back</Button>
						<Button tone="sell" onClick={() => setOpen(undefined)}>
							Close the position
						</Button>
					</>
				}
			/>
		</>
	);
}
