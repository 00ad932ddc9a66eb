type FieldProps = { name: string; value: string; onChange: (value: string) => void; testId: string };

export function Field({ name, value, onChange, testId }: FieldProps) {
	return (
		<label>
			{name}
			<input inputMode="decimal" value={value} onChange={(e) => onChange(e.target.value.trim())} data-testid={testId} />
		</label>
	);
}

/** A choice of words; `options` by what is sent. */
export function Choice<Value extends string>(props: {
	name: string;
	value: Value;
	options: readonly (readonly [Value, string])[];
	onChange: (value: Value) => void;
	testId: string;
}) {
	const { name, value, options, onChange, testId } = props;
	return (
		<label>
			{name}
			<select
				value={value}
				onChange={(e) => {
					const chosen = options.find(([one]) => one === e.target.value);
					if (chosen) onChange(chosen[0]);
				}}
				data-testid={testId}
			>
				{options.map(([one, words]) => (
					<option key={one} value={one}>
						{words}
					</option>
				))}
			</select>
		</label>
	);
}

export function Flag({
	name,
	checked,
	onChange,
	testId,
}: {
	name: string;
	checked: boolean;
	onChange: (on: boolean) => void;
	testId: string;
}) {
	return (
		<label className="flag">
			<input type="checkbox" checked={checked} onChange={(e) => onChange(e.target.checked)} data-testid={testId} />
			{name}
		</label>
	);
}
