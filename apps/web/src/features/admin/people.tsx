'use client';

import { type FormEvent, useState } from 'react';
import { Button } from '../../design/button';
import { FormField, FormSelect } from '../../design/form-field';
import { useLook } from '../../design/look-context';
import { Loading } from '../../design/state';
import { documents } from '../../lib/documents';
import { Frame } from './frame';
import { type AdminInput, useAdmin } from './use-admin';

const roles = ['TENANT_ADMIN', 'TRADER', 'RISK_OFFICER', 'QUANT', 'COMPLIANCE', 'READ_ONLY', 'SERVICE'] as const;
type Person = {
	id: string;
	email: string;
	name: string;
	role: string;
	active: boolean;
	secondFactor: boolean;
	sessionsOpen: number;
	lastUsedAt: string | null;
};
type Invitation = { invitationId: string; email: string; role: string; state: string; expiresAt: string };
type Data = { me: { email: string }; tenant: { name: string }; people: Person[]; invitations: Invitation[] };

export function People(props: AdminInput) {
	const { data, failure, act, proof } = useAdmin<Data>(props, documents.people);
	const { t, code, format } = useLook();
	const [link, setLink] = useState('');
	const roleNames = roles.map((role) => [role, code('role', role)] as const);

	async function invite(event: FormEvent<HTMLFormElement>): Promise<void> {
		event.preventDefault();
		const form = event.currentTarget;
		const fields = new FormData(form);
		setLink('');
		const answer = await act(documents.invite, { input: { email: fields.get('email'), role: fields.get('role') } });
		if (answer === null) return;
		setLink(String(answer.link));
		form.reset();
	}

	return (
		<Frame title={data ? t('people.of', { name: data.tenant.name }) : t('room.people')} here="/people" failure={failure} proof={proof}>
			<section className="card">
				<form className="row-form" onSubmit={(event) => void invite(event)}>
					<FormField label={t('people.email')} help={t('people.emailHelp')} name="email" type="email" required testId="invite-email" />
					<FormSelect
						label={t('people.role')}
						help={t('people.roleHelp')}
						name="role"
						options={roleNames}
						defaultValue="TRADER"
						testId="invite-role"
					/>
					<Button submit tone="primary" testId="invite-submit">
						{t('people.invite')}
					</Button>
				</form>
				{link !== '' && (
					<p className="secret">
						{t('people.link')}
						<code data-testid="invite-link">{link}</code>
					</p>
				)}
			</section>
			{data === undefined && failure === '' && <Loading rows={4} />}
			<div className="cards" data-testid="people">
				{data?.people.map((person) => (
					<article key={person.id} className="card" data-gone={!person.active}>
						<div>
							<strong>{person.name}</strong> {!person.active && <span className="pill plain">{t('people.removed')}</span>}
							<div className="muted">{person.email}</div>
							<div className="muted">
								{[
									t(person.sessionsOpen === 1 ? 'people.session' : 'people.sessions', { count: person.sessionsOpen }),
									...(person.lastUsedAt ? [t('people.lastUsed', { time: format.dateTime(person.lastUsedAt) })] : []),
									t(person.secondFactor ? 'people.second' : 'people.passwordAlone'),
								].join(' · ')}
							</div>
						</div>
						<div className="actions">
							<select
								aria-label={t('people.roleOf', { name: person.name })}
								value={person.role}
								disabled={person.email === data.me.email || !person.active}
								onChange={(event) => void act(documents.changeRole, { id: person.id, role: event.target.value })}
							>
								{roleNames.map(([role, name]) => (
									<option key={role} value={role}>
										{name}
									</option>
								))}
							</select>
							{person.email !== data.me.email && (
								<Button
									tone={person.active ? 'danger' : 'plain'}
									onClick={() => void act(person.active ? documents.removePerson : documents.restorePerson, { id: person.id })}
								>
									{t(person.active ? 'people.remove' : 'people.restore')}
								</Button>
							)}
						</div>
					</article>
				))}
			</div>
			{data && data.invitations.length > 0 && (
				<>
					<h2>{t('people.invitations')}</h2>
					<div className="cards">
						{data.invitations.map((invitation) => (
							<article key={invitation.invitationId} className="card">
								<div>
									<strong>{invitation.email}</strong> <span className="pill plain">{code('invitation', invitation.state)}</span>
									<div className="muted">
										{code('role', invitation.role)} · {t('people.until', { time: format.dateTime(invitation.expiresAt) })}
									</div>
								</div>
								{invitation.state === 'OPEN' && (
									<Button onClick={() => void act(documents.revokeInvitation, { id: invitation.invitationId })}>
										{t('people.revoke')}
									</Button>
								)}
							</article>
						))}
					</div>
				</>
			)}
		</Frame>
	);
}
