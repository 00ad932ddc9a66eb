'use client';

import { type FormEvent, useState } from 'react';
import { documents } from '../../lib/documents';
import type { Act } from './use-admin';

/** A new identity provider. */
export function ProviderForm({ act }: { act: Act }) {
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
	const input = (name: string, input: { label: string; required?: boolean; type?: string }) => (
		<label>
			{input.label}
			<input name={name} required={input.required ?? true} type={input.type ?? 'text'} data-testid={`provider-${name}`} />
		</label>
	);
	return (
		<form className="row-form card" onSubmit={(event) => void save(event)}>
			<label>
				Kind
				<select value={kind} onChange={(event) => setKind(event.target.value === 'SAML' ? 'SAML' : 'OIDC')} data-testid="provider-kind">
					<option value="OIDC">OpenID Connect</option>
					<option value="SAML">SAML</option>
				</select>
			</label>
			{input('name', { label: 'Name' })}
			{input('issuer', { label: kind === 'OIDC' ? 'Issuer' : 'Entity id' })}
			{kind === 'OIDC' && input('clientId', { label: 'Client id' })}
			{kind === 'OIDC' && input('clientSecret', { label: 'Client secret', required: false, type: 'password' })}
			{kind === 'SAML' && input('entryPoint', { label: 'Address of its log-in' })}
			{kind === 'SAML' && (
				<label>
					Certificate (PEM)
					<textarea name="certificate" required rows={3} data-testid="provider-certificate" />
				</label>
			)}
			{input('roleClaim', { label: 'Claim that names groups', required: false })}
			{input('roleMap', { label: 'Roles, as dealers=TRADER, risk=RISK_OFFICER', required: false })}
			<button className="primary" type="submit" data-testid="provider-save">
				Add provider
			</button>
		</form>
	);
}
