import 'next-auth';
import 'next-auth/jwt';

declare module 'next-auth' {
	interface User {
		apiToken: string;
		expiresAtMs: number;
		refreshToken: string;
		sessionExpiresAtMs: number;
		operator: boolean;
	}
	interface Session {
		apiToken: string;
		expiresAtMs: number;
		sessionExpiresAtMs: number;
		operator: boolean;
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
		ended: boolean;
	}
}
