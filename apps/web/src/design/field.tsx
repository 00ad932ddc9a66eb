'use client';

import { Field as Base } from '@base-ui/react/field';
import { Popover } from '@base-ui/react/popover';
import { Switch as BaseSwitch } from '@base-ui/react/switch';
import { type HTMLInputTypeAttribute, type ReactNode, useId } from 'react';
import './field.css';
import { Icon } from './icons';
import { useLook } from './look-context';

type Common = {
	label: string;
	/** What it is for, and in which unit: shown on the question mark. */
	help?: string;
	/** What is wrong with what was typed, and how to mend it. */
	error?: string;
	disabled?: boolean;
	testId?: string;
};

/** Label, help and error around any control. */
export function Field({ label, help, error, disabled = false, children }: Common & { children: ReactNode }) {
	return (
		<Base.Root className="m-field" invalid={error !== undefined} disabled={disabled}>
			<span className="m-field-head">
				<Base.Label className="m-field-label">{label}</Base.Label>
				{help !== undefined && <Help name={label} text={help} />}
			</span>
			{children}
			{error !== undefined && (
				<Base.Error match className="m-field-error">
					{error}
				</Base.Error>
			)}
		</Base.Root>
	);
}

/** The question mark beside a word. */
export function Help({ name, text }: { name: string; text: string }) {
	const { t } = useLook();
	return (
		<Popover.Root>
			<Popover.Trigger className="m-help" aria-label={t('field.help', { name })} openOnHover delay={250}>
				<Icon name="help" size={13} />
			</Popover.Trigger>
			<Popover.Portal>
				<Popover.Positioner sideOffset={6} className="m-layer">
					<Popover.Popup className="m-popover m-help-text">
						<Popover.Description>{text}</Popover.Description>
					</Popover.Popup>
				</Popover.Positioner>
			</Popover.Portal>
		</Popover.Root>
	);
}

type TextProps = Common & {
	value: string;
	onChange: (value: string) => void;
	type?: HTMLInputTypeAttribute;
	/** Numbers as text: a phone shows its number keys, and nothing is rounded. */
	decimal?: boolean;
	placeholder?: string;
	autoComplete?: string;
	required?: boolean;
	unit?: string;
};

export function TextField({ value, onChange, type = 'text', decimal = false, placeholder, unit, testId, ...common }: TextProps) {
	return (
		<Field {...common}>
			<span className="m-control">
				<Base.Control
					type={type}
					value={value}
					placeholder={placeholder}
					autoComplete={common.autoComplete ?? 'off'}
					required={common.required}
					inputMode={decimal ? 'decimal' : undefined}
					data-decimal={decimal || undefined}
					onChange={(event) => onChange(decimal ? event.target.value.trim() : event.target.value)}
					data-testid={testId}
				/>
				{unit !== undefined && <span className="m-unit">{unit}</span>}
			</span>
		</Field>
	);
}

type SelectProps<Value extends string> = Common & {
	value: Value;
	options: readonly (readonly [Value, string])[];
	onChange: (value: Value) => void;
};

/** The browser's own list: the best there is on a phone and under a screen reader. */
export function SelectField<Value extends string>({ value, options, onChange, testId, ...common }: SelectProps<Value>) {
	return (
		<Field {...common}>
			<Base.Control
				render={
					<select
						onChange={(event) => {
							const chosen = options.find(([one]) => one === event.target.value);
							if (chosen) onChange(chosen[0]);
						}}
					>
						{options.map(([one, words]) => (
							<option key={one} value={one}>
								{words}
							</option>
						))}
					</select>
				}
				value={value}
				data-testid={testId}
			/>
		</Field>
	);
}

type FlagProps = Common & { checked: boolean; onChange: (checked: boolean) => void };

export function CheckField({ label, help, checked, onChange, disabled, testId }: FlagProps) {
	return (
		<span className="m-check">
			<label>
				<input
					type="checkbox"
					checked={checked}
					disabled={disabled}
					onChange={(event) => onChange(event.target.checked)}
					data-testid={testId}
				/>
				{label}
			</label>
			{help !== undefined && <Help name={label} text={help} />}
		</span>
	);
}

/** For what is in force at once; a check box is for what is sent later. */
export function SwitchField({ label, help, checked, onChange, disabled, testId }: FlagProps) {
	const id = useId();
	return (
		<span className="m-check">
			{/* biome-ignore lint/a11y/noLabelWithoutControl: the switch within brings its own input. */}
			<label>
				<BaseSwitch.Root
					className="m-switch"
					aria-labelledby={id}
					checked={checked}
					disabled={disabled ?? false}
					onCheckedChange={onChange}
					data-testid={testId}
				>
					<BaseSwitch.Thumb className="m-thumb" />
				</BaseSwitch.Root>
				<span id={id}>{label}</span>
			</label>
			{help !== undefined && <Help name={label} text={help} />}
		</span>
	);
}
