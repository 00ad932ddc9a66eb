'use client';

import { useLook } from '../../design/look-context';
import { documents } from '../../lib/documents';
import type { Act } from '../admin/use-admin';
import { planNames, planOf } from './model';

/** What a tenant pays for, and so how much it may have: in force with its next request. */
export function PlanSelect({ slug, name, settings, act }: { slug: string; name: string; settings: string; act: Act }) {
	const { t, code } = useLook();
	return (
		<select
			aria-label={t('operator.planOf', { name })}
			value={planOf(settings)}
			onChange={(event) => void act(documents.configureTenant, { slug, settings: JSON.stringify({ plan: event.target.value }) })}
			data-testid={`plan-${slug}`}
		>
			{planNames.map((plan) => (
				<option key={plan} value={plan}>
					{code('plan', plan)}
				</option>
			))}
		</select>
	);
}
