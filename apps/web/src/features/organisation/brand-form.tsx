'use client';

import { type FormEvent, useState } from 'react';
import { brandColours, parse } from '../../design/branding';
import { Button } from '../../design/button';
import { TextField } from '../../design/field';
import { useLook } from '../../design/look-context';
import { Row } from '../../design/panel';
import { documents } from '../../lib/documents';
import type { Acts } from '../risk/use-act';
import type { Organisation } from './model';
import './organisation.css';

const backs = { dark: '#11171f', light: '#ffffff' } as const;

/** Name and colour, and how the colour will look: it is moved until it can be read, in each theme. */
export function BrandForm({ tenant, acts }: { tenant: Organisation; acts: Acts }) {
	const { t } = useLook();
	const [name, setName] = useState(tenant.displayName);
	const [colour, setColour] = useState(tenant.accentColour ?? '');
	const malformed = colour !== '' && parse(colour) === null;
	const save = (event: FormEvent) => {
		event.preventDefault();
		void acts.act(documents.changeOrganisation, { input: { displayName: name, accentColour: colour } });
	};
	return (
		<form className="o-form" onSubmit={save}>
			<TextField
				label={t('organisation.name')}
				help={t('organisation.nameHelp', { name: tenant.name })}
				value={name}
				onChange={setName}
				testId="organisation-name"
			/>
			<TextField
				label={t('organisation.colour')}
				help={t('organisation.colourHelp')}
				value={colour}
				placeholder="#1b5fc4"
				onChange={(text) => setColour(text.trim())}
				{...(malformed ? { error: t('organisation.colourWrong') } : {})}
				testId="organisation-colour"
			/>
			{colour !== '' && !malformed && (
				<div className="o-preview" data-testid="organisation-preview">
					{(['dark', 'light'] as const).map((theme) => {
						const made = brandColours(colour, theme);
						return (
							<span key={theme} style={{ background: backs[theme], color: made?.text }}>
								{name || tenant.name} <b style={{ background: made?.fill }}>{t('organisation.sample')}</b>
							</span>
						);
					})}
				</div>
			)}
			<Row>
				<Button submit tone="primary" busy={acts.busy} disabled={malformed} testId="organisation-save">
					{t('organisation.save')}
				</Button>
			</Row>
		</form>
	);
}
