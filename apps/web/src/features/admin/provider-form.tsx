'use client';

import { type FormEvent, useState } from 'react';
import { Button } from '../../design/button';
import { SelectField } from '../../design/field';
import { FormField, LinesField } from '../../design/form-field';
import { useLook } from '../../design/look-context';
import { documents } from '../../lib/documents';
import type { Act } from './use-admin';

const protocols = [
	['OIDC', 'OpenID Connect'],
	['SAML', 'SAML'],
] as const;
type Given = 'name' | 'issuer' | 'clientId' | 'clientSecret' | 'entryPoint' | 'roleClaim' | 'roleMap';
type Named = Given | 'entityId';

/** A new identity provider. */
export function ProviderForm({ act }: { act: Act }) {
	const { t } = useLook();
	const [kind, setKind] = useState<'OIDC' | 'SAML'>('OIDC');
	async function save(event: FormEvent<HTMLFormElement>): Promise<void> {
		event.preventDefault();
		const form = event.currentTarget;
		const fields = new FormData(form);
		const text = (name: string): string => String(fields.get(name) ?? '').trim();
		const roleMap = text('roleMap')
			.split(',')
			.map((pair) => pair.split('=').map((part) => part.trim()))
			.flatMap(([value, role]) => (value && role ? [{ value, role }] : []));
		const common = {
			kind,
			name: text('name'),
			issuer: text('issuer'),
			enabled: true,
			roleClaim: text('roleClaim') || null,
			roleMap,
			defaultRole: 'READ_ONLY',
		};
		const own =
			kind === 'OIDC'
				? { clientId: text('clientId'), clientSecret: text('clientSecret') || null }
				: { entryPoint: text('entryPoint'), certificates: [text('certificate')] };
		if ((await act(documents.saveIdentityProvider, { input: { ...common, ...own } })) !== null) form.reset();
	}
	const input = (
		name: Given,
		{ required = true, type = 'text', word = name }: { required?: boolean; type?: string; word?: Named } = {},
	) => (
		<FormField label={t(`provider.${word}`)} help={t(`provider.${word}Help`)} {...{ name, required, type }} testId={`provider-${name}`} />
	);
	return (
		<form className="row-form card" onSubmit={(event) => void save(event)}>
			<SelectField
				label={t('provider.kind')}
				help={t('provider.kindHelp')}
				value={kind}
				options={protocols}
				onChange={setKind}
				testId="provider-kind"
			/>
			{input('name')}
			{input('issuer', kind === 'OIDC' ? {} : { word: 'entityId' })}
			{kind === 'OIDC' && input('clientId')}
			{kind === 'OIDC' && input('clientSecret', { required: false, type: 'password' })}
			{kind === 'SAML' && input('entryPoint')}
			{kind === 'SAML' && (
				<LinesField
					label={t('provider.certificate')}
					help={t('provider.certificateHelp')}
					name="certificate"
					required
					rows={3}
					testId="provider-certificate"
				/>
			)}
			{input('roleClaim', { required: false })}
			{input('roleMap', { required: false })}
			<Button submit tone="primary" testId="provider-save">
				{t('provider.save')}
			</Button>
		</form>
	);
}
