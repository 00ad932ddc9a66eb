'use client';

import { type FormEvent, useState } from 'react';
import { Button } from '../../design/button';
import { FormField } from '../../design/form-field';
import { useLook } from '../../design/look-context';
import { Rich } from '../../design/rich';
import { documents } from '../../lib/documents';
import { Frame } from './frame';
import { PolicyEditor } from './policy-editor';
import { ProviderForm } from './provider-form';
import { type AdminInput, useAdmin } from './use-admin';

const roles = ['TRADER', 'RISK_OFFICER', 'QUANT', 'COMPLIANCE', 'READ_ONLY'] as const;
type Provider = {
	providerId: string;
	kind: string;
	name: string;
	enabled: boolean;
	issuer: string;
	redirectUri: string;
	audience: string;
	assertionUrl: string;
};
type Data = {
	ssoEnforced: boolean;
	identityProviders: Provider[];
	tenantDomains: { domain: string; recordName: string; recordValue: string; verifiedAt: string | null }[];
	scimTokens: { tokenId: string; name: string; expiresAt: string; lastUsedAt: string | null; revokedAt: string | null }[];
	directoryGroups: { groupId: string; displayName: string; role: string | null }[];
	supportAccess: { requestId: string; reason: string; hours: number; state: string; expiresAt: string | null }[];
	policies: { version: number; text: string; createdAt: string }[];
};

/** How people come in: single sign-on, the directory, support, and what policies let them do. */
export function Access(props: AdminInput) {
	const { data, failure, act, proof } = useAdmin<Data>(props, documents.access);
	const { t, code, format } = useLook();
	const [said, setSaid] = useState('');
	const show = (text: string) => setSaid(text);
	const field = (event: FormEvent<HTMLFormElement>, name: string): string => {
		event.preventDefault();
		return String(new FormData(event.currentTarget).get(name) ?? '').trim();
	};

	async function test(id: string): Promise<void> {
		const answer = await act(documents.testIdentityProvider, { id });
		if (answer) show(String(answer.detail));
	}
	async function newToken(event: FormEvent<HTMLFormElement>): Promise<void> {
		const answer = await act(documents.createScimToken, { name: field(event, 'name'), days: 365 });
		if (answer) show(t('access.tokenMade', { url: String(answer.url), token: String(answer.secret) }));
	}

	return (
		<Frame title={t('room.access')} here="/access" failure={failure} proof={proof}>
			{said !== '' && (
				<p className="secret" data-testid="access-said">
					<code>{said}</code>
				</p>
			)}
			<h2>{t('access.sso')}</h2>
			<div className="cards" data-testid="providers">
				{data?.identityProviders.map((provider) => (
					<article key={provider.providerId} className="card">
						<div>
							<strong>{provider.name}</strong> <span className="pill plain">{provider.enabled ? provider.kind : t('access.off')}</span>
							<div className="muted">{provider.issuer}</div>
							<div className="muted">
								{provider.kind === 'OIDC'
									? t('access.redirect', { address: provider.redirectUri })
									: t('access.saml', { audience: provider.audience, address: provider.assertionUrl })}
							</div>
						</div>
						<div className="actions">
							<Button onClick={() => void test(provider.providerId)}>{t('access.test')}</Button>
							<Button tone="danger" onClick={() => void act(documents.removeIdentityProvider, { id: provider.providerId })}>
								{t('access.remove')}
							</Button>
						</div>
					</article>
				))}
			</div>
			<ProviderForm act={act} />
			<div className="cards" data-testid="domains">
				{data?.tenantDomains.map(({ domain, recordName, recordValue, verifiedAt }) => (
					<article key={domain} className="card">
						<div>
							<strong>{domain}</strong> <span className="pill plain">{t(verifiedAt === null ? 'access.notProved' : 'access.proved')}</span>
							{verifiedAt === null && (
								<div className="muted">
									<Rich word="access.publish" parts={{ name: <code>{recordName}</code>, value: <code>{recordValue}</code> }} />
								</div>
							)}
						</div>
						<div className="actions">
							{verifiedAt === null && (
								<Button onClick={() => void act(documents.verifyTenantDomain, { domain })}>{t('access.look')}</Button>
							)}
							<Button onClick={() => void act(documents.removeTenantDomain, { domain })}>{t('access.remove')}</Button>
						</div>
					</article>
				))}
			</div>
			<form className="row-form card" onSubmit={(event) => void act(documents.addTenantDomain, { domain: field(event, 'domain') })}>
				<FormField label={t('access.domain')} help={t('access.domainHelp')} name="domain" required testId="domain-name" />
				<Button submit>{t('access.add')}</Button>
				{data && (
					<Button
						tone={data.ssoEnforced ? 'plain' : 'danger'}
						onClick={() => void act(documents.enforceSso, { enforced: !data.ssoEnforced })}
					>
						{t(data.ssoEnforced ? 'access.allowPassword' : 'access.enforce')}
					</Button>
				)}
			</form>

			<h2>{t('access.scim')}</h2>
			<div className="cards" data-testid="scim-tokens">
				{data?.scimTokens
					.filter(({ revokedAt }) => revokedAt === null)
					.map((token) => (
						<article key={token.tokenId} className="card">
							<div>
								<strong>{token.name}</strong>
								<div className="muted">
									{[
										t('access.until', { time: format.dateTime(token.expiresAt) }),
										...(token.lastUsedAt ? [t('access.lastUsed', { time: format.dateTime(token.lastUsedAt) })] : []),
									].join(' · ')}
								</div>
							</div>
							<Button tone="danger" onClick={() => void act(documents.revokeScimToken, { id: token.tokenId })}>
								{t('access.revoke')}
							</Button>
						</article>
					))}
				{data?.directoryGroups.map((group) => (
					<article key={group.groupId} className="card">
						<strong>{group.displayName}</strong>
						<select
							aria-label={t('people.roleOf', { name: group.displayName })}
							value={group.role ?? ''}
							onChange={(event) => void act(documents.setGroupRole, { id: group.groupId, role: event.target.value || null })}
						>
							<option value="">{t('access.noRole')}</option>
							{roles.map((role) => (
								<option key={role} value={role}>
									{code('role', role)}
								</option>
							))}
						</select>
					</article>
				))}
			</div>
			<form className="row-form card" onSubmit={(event) => void newToken(event)}>
				<FormField label={t('access.directory')} help={t('access.directoryHelp')} name="name" required maxLength={80} testId="scim-name" />
				<Button submit>{t('access.newToken')}</Button>
			</form>

			<h2>{t('access.support')}</h2>
			<div className="cards" data-testid="support">
				{data?.supportAccess.map(({ requestId, reason, hours, state, expiresAt }) => (
					<article key={requestId} className="card">
						<div>
							<strong>{reason}</strong> <span className="pill plain">{code('support', state)}</span>
							<div className="muted">
								{expiresAt === null ? t('access.readsFor', { hours }) : t('access.until', { time: format.dateTime(expiresAt) })}
							</div>
						</div>
						<div className="actions">
							{state === 'REQUESTED' && (
								<>
									<Button onClick={() => void act(documents.decideSupportAccess, { id: requestId, allow: true })}>
										{t('access.allow')}
									</Button>
									<Button onClick={() => void act(documents.decideSupportAccess, { id: requestId, allow: false })}>
										{t('access.decline')}
									</Button>
								</>
							)}
							{state === 'ALLOWED' && (
								<Button tone="danger" onClick={() => void act(documents.revokeSupportAccess, { id: requestId })}>
									{t('access.endNow')}
								</Button>
							)}
						</div>
					</article>
				))}
			</div>

			<h2>{t('access.policies')}</h2>
			{data && <PolicyEditor {...props} act={act} inForce={data.policies[0]} key={data.policies[0]?.version ?? 0} />}
		</Frame>
	);
}
