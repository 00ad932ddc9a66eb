'use client';

import { SelectField, TextField } from '../../design/field';
import { useLook } from '../../design/look-context';
import { Grid } from '../../design/panel';
import { lifeWord } from '../trade/words';
import type { Asked, Choices } from './model';

const lives = [
	...['INITIALIZED', 'HELD', 'SUBMITTED', 'ACCEPTED', 'TRIGGERED', 'FILLED', 'CANCELED'],
	...['EXPIRED', 'DENIED', 'REJECTED', 'NOT_SENT', 'PRESUMED_ABSENT', 'UNKNOWN'],
];
type Props = { which: 'acts' | 'orders'; asked: Asked; choices: Choices | undefined; onChange: (change: Partial<Asked>) => void };

export function Filters({ which, asked, choices, onChange }: Props) {
	const { t } = useLook();
	const any = ['', t('audit.any')] as const;
	return (
		<Grid min={160}>
			<SelectField
				label={t('audit.person')}
				help={t('audit.personHelp')}
				value={asked.personId}
				options={[any, ...(choices?.auditChoices.people ?? []).map(({ personId, name }) => [personId, name] as const)]}
				onChange={(personId) => onChange({ personId })}
				testId="audit-person"
			/>
			{which === 'acts' ? (
				<>
					<SelectField
						label={t('audit.act')}
						help={t('audit.actHelp')}
						value={asked.action}
						options={[any, ...(choices?.auditChoices.actions ?? []).map((action) => [action, action] as const)]}
						onChange={(action) => onChange({ action })}
						testId="audit-action"
					/>
					<TextField
						label={t('audit.search')}
						help={t('audit.searchHelp')}
						type="search"
						value={asked.text}
						onChange={(text) => onChange({ text })}
						testId="audit-text"
					/>
				</>
			) : (
				<>
					<SelectField
						label={t('audit.account')}
						help={t('audit.accountHelp')}
						value={asked.accountId}
						options={[any, ...(choices?.accounts ?? []).map(({ id, name }) => [id, name] as const)]}
						onChange={(accountId) => onChange({ accountId })}
						testId="audit-account"
					/>
					<SelectField
						label={t('audit.state')}
						help={t('audit.stateHelp')}
						value={asked.life}
						options={[any, ...lives.map((life) => [life, t(lifeWord(life))] as const)]}
						onChange={(life) => onChange({ life })}
						testId="audit-life"
					/>
				</>
			)}
			<TextField
				label={t('audit.from')}
				help={t('audit.fromHelp')}
				type="date"
				value={asked.from}
				onChange={(from) => onChange({ from })}
				testId="audit-from"
			/>
			<TextField
				label={t('audit.to')}
				help={t('audit.toHelp')}
				type="date"
				value={asked.to}
				onChange={(to) => onChange({ to })}
				testId="audit-to"
			/>
		</Grid>
	);
}
