declare module 'http_ece' {
	import type { ECDH } from 'node:crypto';

	/** What a browser does with a push. @throws where it was made for another key */
	export function decrypt(
		body: Buffer,
		input: { readonly version: 'aes128gcm'; readonly privateKey: ECDH; readonly authSecret: string },
	): Buffer;
}
