'use client';

import { useCallback } from 'react';
import { SwitchField } from '../../design/field';
import { useLook } from '../../design/look-context';
import { Page, Panel } from '../../design/panel';
import { Failure, Loading, Notice } from '../../design/state';
import { documents } from '../../lib/documents';
import { useAct } from '../risk/use-act';
import { useMeridian, useQuery } from '../shell/session';
import { BrandForm } from './brand-form';
import type { Feature, Organisation } from './model';

/** How the organisation shows itself to its people, and which features they have. */
export function OrganisationRoom() {
	const { t } = useLook();
	const { refresh } = useMeridian();
	const { data, failure, reload } = useQuery<{ tenant: Organisation }>(documents.organisation);
	const acts = useAct(
		useCallback(() => {
			void reload();
			refresh();
		}, [reload, refresh]),
	);
	const tenant = data?.tenant;
	const switchTo = ({ name }: Feature, enabled: boolean) =>
		void acts.act(documents.changeOrganisation, { input: { features: [{ name, enabled }] } });
	return (
		<Page title={t('room.organisation')}>
			{acts.failure !== '' && (
				<Notice tone="bad" testId="organisation-failure">
					{acts.failure}
				</Notice>
			)}
			{failure !== '' && <Failure text={failure} onRetry={() => void reload()} />}
			{tenant === undefined && failure === '' && <Loading rows={4} />}
			{tenant !== undefined && (
				<>
					<Panel title={t('organisation.brand')} testId="organisation-brand">
						<BrandForm key={`${tenant.displayName} ${tenant.accentColour}`} tenant={tenant} acts={acts} />
					</Panel>
					<Panel title={t('organisation.features')} testId="organisation-features">
						<p className="muted">{t('organisation.featuresText')}</p>
						{tenant.features.map((feature) => (
							<SwitchField
								key={feature.name}
								label={t(`organisation.${feature.name}`)}
								help={t(`organisation.${feature.name}.help`)}
								checked={feature.enabled}
								disabled={acts.busy}
								onChange={(enabled) => switchTo(feature, enabled)}
								testId={`feature-${feature.name}`}
							/>
						))}
					</Panel>
				</>
			)}
		</Page>
	);
}
