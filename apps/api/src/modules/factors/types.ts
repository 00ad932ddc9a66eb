import type { SecondFactor } from '@meridian/db';
import { builder } from '../../graphql/builder.ts';
import { rateLimitedRef } from '../identity/types.ts';
import { invalidInputRef, loginFailedRef, notFoundRef, proofRequiredRef } from '../shared/user-errors.ts';

export const factorKinds = ['TOTP', 'PASSKEY'] as const;
const kindEnum = builder.enumType('FactorKind', { values: factorKinds });

export const factorRef = builder.objectRef<SecondFactor>('SecondFactor').implement({
	fields: (t) => ({
		factorId: t.exposeString('id'),
		kind: t.field({ type: kindEnum, resolve: ({ kind }) => (kind === 'TOTP' ? 'TOTP' : 'PASSKEY') }),
		name: t.exposeString('name'),
		createdAt: t.expose('createdAt', { type: 'DateTime' }),
		lastUsedAt: t.expose('lastUsedAt', { type: 'DateTime', nullable: true }),
	}),
});

const beginTotpRef = builder
	.objectRef<{ readonly __typename: 'BeginTotpSuccess'; readonly factorId: string; readonly secret: string; readonly uri: string }>(
		'BeginTotpSuccess',
	)
	.implement({
		fields: (t) => ({
			factorId: t.exposeString('factorId'),
			secret: t.exposeString('secret', { description: 'Base32, to be typed where no QR code can be read.' }),
			uri: t.exposeString('uri', { description: 'otpauth:, for a QR code.' }),
		}),
	});
const beginPasskeyRef = builder
	.objectRef<{ readonly __typename: 'BeginPasskeySuccess'; readonly ticket: string; readonly options: string }>('BeginPasskeySuccess')
	.implement({
		fields: (t) => ({
			ticket: t.exposeString('ticket'),
			options: t.exposeString('options', { description: 'JSON for navigator.credentials.create().' }),
		}),
	});
const addedRef = builder
	.objectRef<{ readonly __typename: 'FactorAdded'; readonly recoveryCodes: readonly string[] }>('FactorAdded')
	.implement({
		fields: (t) => ({
			recoveryCodes: t.stringList({
				description: 'Shown this once, with the first factor: each is for one log-in without it.',
				resolve: ({ recoveryCodes }) => [...recoveryCodes],
			}),
		}),
	});
const removedRef = builder
	.objectRef<{ readonly __typename: 'FactorRemoved'; readonly factorId: string }>('FactorRemoved')
	.implement({ fields: (t) => ({ factorId: t.exposeString('factorId') }) });
const codesRef = builder
	.objectRef<{ readonly __typename: 'RecoveryCodes'; readonly recoveryCodes: readonly string[] }>('RecoveryCodes')
	.implement({ fields: (t) => ({ recoveryCodes: t.stringList({ resolve: ({ recoveryCodes }) => [...recoveryCodes] }) }) });
const provedRef = builder
	.objectRef<{ readonly __typename: 'ProvedAgain'; readonly provedAt: Date }>('ProvedAgain')
	.implement({ fields: (t) => ({ provedAt: t.expose('provedAt', { type: 'DateTime' }) }) });
export const beginProofRef = builder
	.objectRef<{ readonly ticket: string; readonly passkeyOptions: string | null }>('ProofChallenge')
	.implement({
		fields: (t) => ({ ticket: t.exposeString('ticket'), passkeyOptions: t.exposeString('passkeyOptions', { nullable: true }) }),
	});

export const beginTotpResultRef = builder.unionType('BeginTotpResult', { types: [beginTotpRef, proofRequiredRef] });
export const beginPasskeyResultRef = builder.unionType('BeginPasskeyResult', {
	types: [beginPasskeyRef, invalidInputRef, proofRequiredRef],
});
export const addFactorResultRef = builder.unionType('AddFactorResult', { types: [addedRef, invalidInputRef, notFoundRef] });
export const removeFactorResultRef = builder.unionType('RemoveFactorResult', { types: [removedRef, notFoundRef, proofRequiredRef] });
export const recoveryCodesResultRef = builder.unionType('RecoveryCodesResult', { types: [codesRef, proofRequiredRef] });
export const proveAgainResultRef = builder.unionType('ProveAgainResult', {
	types: [provedRef, loginFailedRef, rateLimitedRef],
});
