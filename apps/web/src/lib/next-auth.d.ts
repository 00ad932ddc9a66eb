import 'next-auth';
import 'next-auth/jwt';

declare module 'next-auth' {
	interface User {
		apiToken: string;
		expiresAtMs: number;
	}
	interface Session {
		apiToken: string;
		expiresAtMs: number;
	}
}
declare module 'next-auth/jwt' {
	interface JWT {
		apiToken: string;
		expiresAtMs: number;
	}
}
