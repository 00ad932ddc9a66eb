import type { Permission } from '@meridian/auth';
import type { Logger } from '@meridian/telemetry';
import type { GraphQLError } from 'graphql';
import type { App } from './app.ts';
import { type ApiErrorCode, apiError } from './graphql/errors.ts';
import type { OperatorModel, ViewerModel } from './modules/identity/types.ts';

/** Who a request comes from, or which of the three things is wrong with its token. */
export type AuthState =
	| { readonly kind: 'viewer'; readonly viewer: ViewerModel }
	/** Of the platform: belongs to no tenant, so nothing of a tenant is theirs. */
	| { readonly kind: 'operator'; readonly operator: OperatorModel }
	| {
			readonly kind: 'refused';
			readonly code: Extract<ApiErrorCode, 'UNAUTHENTICATED' | 'TOKEN_EXPIRED' | 'TOKEN_INVALID'>;
			readonly message: string;
	  };

/** One GraphQL operation: who asks, and what it may use. */
export type ApiContext = {
	readonly app: App;
	readonly auth: AuthState;
	readonly correlationId: string;
	readonly log: Logger;
	readonly sourceIp: string;
	/** Of the device, as it names itself; shortened. */
	readonly userAgent: string;
	/** Answers of this operation that several fields share; entries expire quickly because a subscription's context lives long. */
	readonly memo: Memo;
	/** Closes the subscriber's socket because it doesn't read; absent over HTTP. */
	readonly closeSlowConsumer?: (() => void) | undefined;
};

export const authError = (auth: AuthState): GraphQLError =>
	auth.kind === 'refused' ? apiError(auth.code, auth.message) : apiError('FORBIDDEN', 'You may not do this.');

/** @throws the token's error where there is no viewer. */
export function viewerOf(context: ApiContext): ViewerModel {
	if (context.auth.kind !== 'viewer') throw authError(context.auth);
	return context.auth.viewer;
}

/** @throws where an operator of the platform is not asking. */
export function operatorOf(context: ApiContext): OperatorModel {
	if (context.auth.kind !== 'operator') throw authError(context.auth);
	return context.auth.operator;
}

/**
 * Whoever asks, of a tenant or of the platform: for what concerns the person alone. No app does that in a person's place, nor does an operator who looks
 * in. @throws the token's error, FORBIDDEN
 */
export function personOf(context: ApiContext): OperatorModel {
	if (context.auth.kind === 'viewer' && context.auth.viewer.delegated !== null) throw apiError('FORBIDDEN', 'Only the person may do this.');
	return context.auth.kind === 'operator' ? context.auth.operator : viewerOf(context);
}

export const may = (context: ApiContext, permission: Permission): boolean => viewerOf(context).permissions.has(permission);

/** Shares one promise per key for a short time, so that ten fields of one answer ask once. */
export class Memo {
	readonly #entries = new Map<string, { readonly until: number; readonly value: Promise<unknown> }>();

	get<T>(key: string, input: { readonly ttlMs: number; readonly load: () => Promise<T> }): Promise<T> {
		const now = performance.now();
		const known = this.#entries.get(key);
		// The key names the type: each key has one caller.
		if (known && known.until > now) return known.value as Promise<T>;
		const value = input.load();
		this.#entries.set(key, { until: now + input.ttlMs, value });
		value.catch(() => this.#entries.delete(key));
		return value;
	}
}
