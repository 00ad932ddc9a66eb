import 'next-auth';
import 'next-auth/jwt';
import type { Branding } from '../design/branding';

declare module 'next-auth' {
	interface User {
		apiToken: string;
		expiresAtMs: number;
		refreshToken: string;
		sessionExpiresAtMs: number;
		operator: boolean;
		branding: Branding;
	}
	interface Session {
		apiToken: string;
		expiresAtMs: number;
		sessionExpiresAtMs: number;
		operator: boolean;
		branding: Branding;
		/** True: the API has ended it. */
		ended: boolean;
	}
}
declare module 'next-auth/jwt' {
	interface JWT {
		apiToken: string;
		expiresAtMs: number;
		refreshToken: string;
		sessionExpiresAtMs: number;
		operator: boolean;
		branding?: Branding;
		ended: boolean;
	}
}
