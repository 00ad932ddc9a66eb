'use client';

import { Field as Base } from '@base-ui/react/field';
import type { InputHTMLAttributes, TextareaHTMLAttributes } from 'react';
import { Field } from './field';

type Common = { label: string; help?: string; testId?: string };
type Input = Pick<
	InputHTMLAttributes<HTMLInputElement>,
	| 'autoComplete'
	| 'defaultValue'
	| 'inputMode'
	| 'max'
	| 'maxLength'
	| 'min'
	| 'minLength'
	| 'pattern'
	| 'placeholder'
	| 'required'
	| 'type'
>;

/** A field of a form that is read when it is sent, by its name; `TextField` is for what is heard at every key. */
export function FormField({ label, help, testId, name, ...input }: Common & Input & { name: string }) {
	return (
		<Field label={label} {...(help === undefined ? {} : { help })}>
			<Base.Control name={name} autoComplete="off" {...input} data-testid={testId} />
		</Field>
	);
}

type Select = Common & {
	name: string;
	options: readonly (readonly [string, string])[];
	defaultValue?: string;
	/** Several may be chosen: all are shown. */
	many?: boolean;
	required?: boolean;
};

export function FormSelect({ label, help, testId, name, options, defaultValue, many = false, required }: Select) {
	return (
		<Field label={label} {...(help === undefined ? {} : { help })}>
			<Base.Control
				render={
					<select multiple={many} {...(many ? { size: options.length } : {})}>
						{options.map(([value, words]) => (
							<option key={value} value={value}>
								{words}
							</option>
						))}
					</select>
				}
				name={name}
				defaultValue={defaultValue}
				required={required}
				data-testid={testId}
			/>
		</Field>
	);
}

type Lines = Pick<TextareaHTMLAttributes<HTMLTextAreaElement>, 'rows' | 'spellCheck'>;

/** Several lines: read by its name, or heard at every key where a value is given. */
export function LinesField(
	props: Common & Lines & { name?: string; required?: boolean; value?: string; onChange?: (value: string) => void },
) {
	const { label, help, testId, name, required, value, onChange, ...lines } = props;
	return (
		<Field label={label} {...(help === undefined ? {} : { help })}>
			<Base.Control
				render={<textarea {...lines} onChange={(event) => onChange?.(event.target.value)} />}
				name={name}
				required={required}
				value={value}
				data-testid={testId}
			/>
		</Field>
	);
}
