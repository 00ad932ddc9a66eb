import type { ImportFormat, Settings } from './model';

type Props = { readonly settings: Settings; readonly formats: readonly ImportFormat[]; readonly onChange: (settings: Settings) => void };

/** What the file can't say by itself. Blank fields are taken from the file's name. */
export function SettingsForm({ settings, formats, onChange }: Props) {
	const set = (name: keyof Settings) => (event: { target: { value: string } }) => onChange({ ...settings, [name]: event.target.value });
	const format = formats.find(({ name }) => name === settings.format);
	const needsZone = format === undefined || format.zone === null;
	return (
		<div className="fields">
			<label>
				Venue
				<input value={settings.venue} onChange={set('venue')} placeholder="OANDA" required data-testid="import-venue" />
			</label>
			<label>
				Format
				<select value={settings.format} onChange={set('format')} data-testid="import-format">
					<option value="">From the file’s name</option>
					{formats.map(({ name, title }) => (
						<option key={name} value={name}>
							{title}
						</option>
					))}
				</select>
			</label>
			<label>
				Instrument
				<input
					value={settings.instrument}
					onChange={set('instrument')}
					placeholder="From the file’s name"
					data-testid="import-instrument"
				/>
			</label>
			{needsZone && (
				<label>
					Time zone of the file
					<input value={settings.zone} onChange={set('zone')} placeholder="Europe/Athens or +02:00" data-testid="import-zone" />
				</label>
			)}
			<label>
				Price digits
				<input value={settings.priceDigits} onChange={set('priceDigits')} inputMode="numeric" placeholder="From the first rows" />
			</label>
			<label>
				Day or hour
				<input value={settings.base} onChange={set('base')} placeholder="2024-01-31T13" data-testid="import-base" />
			</label>
			{format?.bars !== false && (
				<label>
					Seconds a bar
					<input value={settings.periodS} onChange={set('periodS')} inputMode="numeric" placeholder="Of bars alone" />
				</label>
			)}
			<label>
				Where the store has rows of the same time
				<select value={settings.overlap} onChange={set('overlap')}>
					<option value="refuse">Refuse the file</option>
					<option value="replace">Replace whole days</option>
					<option value="add">Keep both</option>
				</select>
			</label>
			{settings.format === 'csv' && (
				<label>
					Columns, as JSON
					<input value={settings.mapping} onChange={set('mapping')} spellCheck={false} data-testid="import-mapping" />
				</label>
			)}
		</div>
	);
}
