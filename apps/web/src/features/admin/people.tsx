'use client';

import { type FormEvent, useState } from 'react';
import { Loading } from '../../design/state';
import { documents } from '../../lib/documents';
import { dateTime } from '../../lib/format';
import { Frame } from './frame';
import { type AdminInput, useAdmin } from './use-admin';

const roles = ['TENANT_ADMIN', 'TRADER', 'RISK_OFFICER', 'QUANT', 'COMPLIANCE', 'READ_ONLY', 'SERVICE'] as const;
const words = (role: string): string => role.toLowerCase().replaceAll('_', ' ');
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
	const [link, setLink] = useState('');

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
		<Frame title={data ? `People of ${data.tenant.name}` : 'People'} here="/people" failure={failure} proof={proof}>
			<section className="card">
				<form className="row-form" onSubmit={(event) => void invite(event)}>
					<label>
						Email
						<input name="email" type="email" required data-testid="invite-email" />
					</label>
					<label>
						Role
						<select name="role" defaultValue="TRADER" data-testid="invite-role">
							{roles.map((role) => (
								<option key={role} value={role}>
									{words(role)}
								</option>
							))}
						</select>
					</label>
					<button className="primary" type="submit" data-testid="invite-submit">
						Invite
					</button>
				</form>
				{link !== '' && (
					<p className="secret">
						Give this link to the person. It is shown this once and works once, for seven days:
						<code data-testid="invite-link">{link}</code>
					</p>
				)}
			</section>
			{data === undefined && failure === '' && <Loading rows={4} />}
			<div className="cards" data-testid="people">
				{data?.people.map((person) => (
					<article key={person.id} className="card" data-gone={!person.active}>
						<div>
							<strong>{person.name}</strong> {!person.active && <span className="pill plain">removed</span>}
							<div className="muted">{person.email}</div>
							<div className="muted">
								{person.sessionsOpen} open {person.sessionsOpen === 1 ? 'session' : 'sessions'}
								{person.lastUsedAt && `, last used ${dateTime(person.lastUsedAt)}`} ·{' '}
								{person.secondFactor ? 'second factor' : 'password alone'}
							</div>
						</div>
						<div className="actions">
							<select
								aria-label={`Role of ${person.name}`}
								value={person.role}
								disabled={person.email === data.me.email || !person.active}
								onChange={(event) => void act(documents.changeRole, { id: person.id, role: event.target.value })}
							>
								{roles.map((role) => (
									<option key={role} value={role}>
										{words(role)}
									</option>
								))}
							</select>
							{person.email !== data.me.email && (
								<button
									type="button"
									className={person.active ? 'danger' : ''}
									onClick={() => void act(person.active ? documents.removePerson : documents.restorePerson, { id: person.id })}
								>
									{person.active ? 'Remove' : 'Restore'}
								</button>
							)}
						</div>
					</article>
				))}
			</div>
			{data && data.invitations.length > 0 && (
				<>
					<h2>Invitations</h2>
					<div className="cards">
						{data.invitations.map((invitation) => (
							<article key={invitation.invitationId} className="card">
								<div>
									<strong>{invitation.email}</strong> <span className="pill plain">{invitation.state.toLowerCase()}</span>
									<div className="muted">
										{words(invitation.role)}, until {dateTime(invitation.expiresAt)}
									</div>
								</div>
								{invitation.state === 'OPEN' && (
									<button type="button" onClick={() => void act(documents.revokeInvitation, { id: invitation.invitationId })}>
										Revoke
									</button>
								)}
							</article>
						))}
					</div>
				</>
			)}
		</Frame>
	);
}
