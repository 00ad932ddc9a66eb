import { SelectField, TextField } from '../../design/field';
import { useLook } from '../../design/look-context';
import { Grid } from '../../design/panel';
import type { ImportFormat, Settings } from './model';

type Props = { readonly settings: Settings; readonly formats: readonly ImportFormat[]; readonly onChange: (settings: Settings) => void };

/** What the file can't say by itself. Blank fields are taken from the file's name. */
export function SettingsForm({ settings, formats, onChange }: Props) {
	const { t } = useLook();
	const of = (name: keyof Settings) => ({
		value: settings[name],
		onChange: (value: string) => onChange({ ...settings, [name]: value }),
	});
	const format = formats.find(({ name }) => name === settings.format);
	const needsZone = format === undefined || format.zone === null;
	return (
		<Grid min={200}>
			<TextField label={t('data.venue')} help={t('data.venueHelp')} {...of('venue')} placeholder="OANDA" required testId="import-venue" />
			<SelectField
				label={t('data.format')}
				help={t('data.formatHelp')}
				{...of('format')}
				options={[['', t('data.fromName')], ...formats.map(({ name, title }) => [name, title] as const)]}
				testId="import-format"
			/>
			<TextField
				label={t('data.instrument')}
				help={t('data.instrumentHelp')}
				{...of('instrument')}
				placeholder={t('data.fromName')}
				testId="import-instrument"
			/>
			{needsZone && (
				<TextField
					label={t('data.zone')}
					help={t('data.zoneHelp')}
					{...of('zone')}
					placeholder={t('data.zoneExample')}
					testId="import-zone"
				/>
			)}
			<TextField label={t('data.digits')} help={t('data.digitsHelp')} {...of('priceDigits')} decimal placeholder={t('data.fromRows')} />
			<TextField label={t('data.base')} help={t('data.baseHelp')} {...of('base')} placeholder="2024-01-31T13" testId="import-base" />
			{format?.bars !== false && (
				<TextField label={t('data.period')} help={t('data.periodHelp')} {...of('periodS')} decimal placeholder={t('data.ofBars')} />
			)}
			<SelectField
				label={t('data.overlap')}
				help={t('data.overlapHelp')}
				{...of('overlap')}
				options={[
					['refuse', t('data.refuse')],
					['replace', t('data.replace')],
					['add', t('data.keepBoth')],
				]}
			/>
			{settings.format === 'csv' && (
				<TextField label={t('data.columns')} help={t('data.columnsHelp')} {...of('mapping')} testId="import-mapping" />
			)}
		</Grid>
	);
}
