'use client';

import { type FormEvent, useState } from 'react';
import { documents } from '../../lib/documents';
import { dateTime } from '../../lib/format';
import { Frame } from './frame';
import { PolicyEditor } from './policy-editor';
import { ProviderForm } from './provider-form';
import { type AdminInput, useAdmin } from './use-admin';

const roles = ['TRADER', 'RISK_OFFICER', 'QUANT', 'COMPLIANCE', 'READ_ONLY'] as const;
const words = (text: string): string => text.toLowerCase().replaceAll('_', ' ');
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
		if (answer) show(`Address: ${String(answer.url)}  Token, shown this once: ${String(answer.secret)}`);
	}

	return (
		<Frame title="Access" here="/access" failure={failure} proof={proof}>
			{said !== '' && (
				<p className="secret" data-testid="access-said">
					<code>{said}</code>
				</p>
			)}
			<h2>Single sign-on</h2>
			<div className="cards" data-testid="providers">
				{data?.identityProviders.map((provider) => (
					<article key={provider.providerId} className="card">
						<div>
							<strong>{provider.name}</strong> <span className="pill plain">{provider.enabled ? provider.kind : 'off'}</span>
							<div className="muted">{provider.issuer}</div>
							<div className="muted">
								{provider.kind === 'OIDC'
									? `Redirect to ${provider.redirectUri}`
									: `Audience ${provider.audience}, answers to ${provider.assertionUrl}`}
							</div>
						</div>
						<div className="actions">
							<button type="button" onClick={() => void test(provider.providerId)}>
								Test
							</button>
							<button
								type="button"
								className="danger"
								onClick={() => void act(documents.removeIdentityProvider, { id: provider.providerId })}
							>
								Remove
							</button>
						</div>
					</article>
				))}
			</div>
			<ProviderForm act={act} />
			<div className="cards" data-testid="domains">
				{data?.tenantDomains.map(({ domain, recordName, recordValue, verifiedAt }) => (
					<article key={domain} className="card">
						<div>
							<strong>{domain}</strong> <span className="pill plain">{verifiedAt === null ? 'not proved' : 'proved'}</span>
							{verifiedAt === null && (
								<div className="muted">
									Publish a TXT record <code>{recordName}</code> with <code>{recordValue}</code>
								</div>
							)}
						</div>
						<div className="actions">
							{verifiedAt === null && (
								<button type="button" onClick={() => void act(documents.verifyTenantDomain, { domain })}>
									Look for it
								</button>
							)}
							<button type="button" onClick={() => void act(documents.removeTenantDomain, { domain })}>
								Remove
							</button>
						</div>
					</article>
				))}
			</div>
			<form className="row-form card" onSubmit={(event) => void act(documents.addTenantDomain, { domain: field(event, 'domain') })}>
				<label>
					Domain of your mail addresses
					<input name="domain" required data-testid="domain-name" />
				</label>
				<button type="submit">Add</button>
				{data && (
					<button
						type="button"
						className={data.ssoEnforced ? '' : 'danger'}
						onClick={() => void act(documents.enforceSso, { enforced: !data.ssoEnforced })}
					>
						{data.ssoEnforced ? 'Let people sign in by password again' : 'Enforce single sign-on'}
					</button>
				)}
			</form>

			<h2>Directory (SCIM)</h2>
			<div className="cards" data-testid="scim-tokens">
				{data?.scimTokens
					.filter(({ revokedAt }) => revokedAt === null)
					.map((token) => (
						<article key={token.tokenId} className="card">
							<div>
								<strong>{token.name}</strong>
								<div className="muted">
									until {dateTime(token.expiresAt)}
									{token.lastUsedAt && `, last used ${dateTime(token.lastUsedAt)}`}
								</div>
							</div>
							<button type="button" className="danger" onClick={() => void act(documents.revokeScimToken, { id: token.tokenId })}>
								Revoke
							</button>
						</article>
					))}
				{data?.directoryGroups.map((group) => (
					<article key={group.groupId} className="card">
						<strong>{group.displayName}</strong>
						<select
							aria-label={`Role of ${group.displayName}`}
							value={group.role ?? ''}
							onChange={(event) => void act(documents.setGroupRole, { id: group.groupId, role: event.target.value || null })}
						>
							<option value="">no role</option>
							{roles.map((role) => (
								<option key={role} value={role}>
									{words(role)}
								</option>
							))}
						</select>
					</article>
				))}
			</div>
			<form className="row-form card" onSubmit={(event) => void newToken(event)}>
				<label>
					Name of the directory
					<input name="name" required maxLength={80} data-testid="scim-name" />
				</label>
				<button type="submit">New token</button>
			</form>

			<h2>Support</h2>
			<div className="cards" data-testid="support">
				{data?.supportAccess.map(({ requestId, reason, hours, state, expiresAt }) => (
					<article key={requestId} className="card">
						<div>
							<strong>{reason}</strong> <span className="pill plain">{words(state)}</span>
							<div className="muted">{expiresAt === null ? `reads for ${hours} hours` : `until ${dateTime(expiresAt)}`}</div>
						</div>
						<div className="actions">
							{state === 'REQUESTED' && (
								<>
									<button type="button" onClick={() => void act(documents.decideSupportAccess, { id: requestId, allow: true })}>
										Allow
									</button>
									<button type="button" onClick={() => void act(documents.decideSupportAccess, { id: requestId, allow: false })}>
										Decline
									</button>
								</>
							)}
							{state === 'ALLOWED' && (
								<button type="button" className="danger" onClick={() => void act(documents.revokeSupportAccess, { id: requestId })}>
									End now
								</button>
							)}
						</div>
					</article>
				))}
			</div>

			<h2>Policies, and who may do what</h2>
			{data && <PolicyEditor {...props} act={act} inForce={data.policies[0]} key={data.policies[0]?.version ?? 0} />}
		</Frame>
	);
}
