'use client';

import { useState } from 'react';
import { Button, type ButtonTone, IconButton } from '../../design/button';
import { CheckField, SelectField, SwitchField, TextField } from '../../design/field';
import { Grid, Row } from '../../design/panel';

const tones: readonly ButtonTone[] = ['plain', 'primary', 'buy', 'sell', 'danger', 'quiet'];

export function Controls() {
	const [lots, setLots] = useState('0.10');
	const [type, setType] = useState<'LIMIT' | 'MARKET'>('LIMIT');
	const [checked, setChecked] = useState(true);
	const [on, setOn] = useState(true);
	return (
		<>
			<Row>
				{tones.map((tone) => (
					<Button key={tone} tone={tone}>
						{tone}
					</Button>
				))}
			</Row>
			<Row>
				<Button size="s">Small</Button>
				<Button icon="download">With an icon</Button>
				<Button disabled>Disabled</Button>
				<Button tone="primary" busy>
					Busy
				</Button>
				<IconButton icon="settings" label="Settings" />
				<Button size="l" tone="buy">
					Large
				</Button>
			</Row>
			<Grid min={170}>
				<TextField
					label="Lots"
					decimal
					value={lots}
					onChange={setLots}
					help="In lots of the instrument’s contract size; two digits after the point."
					unit="lots"
				/>
				<TextField label="Price" decimal value="1.1o2" onChange={() => undefined} error="Digits and one point only, such as 1.10250." />
				<TextField label="Disabled" value="Not now" onChange={() => undefined} disabled />
				<TextField label="Placeholder" value="" placeholder="name@company.example" onChange={() => undefined} />
				<SelectField
					label="Type"
					value={type}
					options={[
						['LIMIT', 'Limit'],
						['MARKET', 'Market'],
					]}
					onChange={setType}
					help="How the order meets the market."
				/>
			</Grid>
			<Row>
				<CheckField label="Reduce only" checked={checked} onChange={setChecked} help="It may make a position smaller, and never larger." />
				<CheckField label="Disabled" checked={false} onChange={() => undefined} disabled />
				<SwitchField label="One-click trading" checked={on} onChange={setOn} />
				<SwitchField label="Off" checked={false} onChange={() => undefined} />
			</Row>
		</>
	);
}
