/** Stands where the browser's vendor would; the rest of the way, service worker included, is the browser's own. */
(() => {
	let made = null;
	const base64url = (buffer) =>
		btoa(String.fromCharCode(...new Uint8Array(buffer)))
			.replaceAll('+', '-')
			.replaceAll('/', '_')
			.replaceAll('=', '');
	const endpoint = 'https://push.example.com/this-browser';
	PushManager.prototype.getSubscription = async () => made;
	PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
		const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
		const p256dh = base64url(await crypto.subtle.exportKey('raw', pair.publicKey));
		const auth = base64url(crypto.getRandomValues(new Uint8Array(16)).buffer);
		made = {
			endpoint,
			options: { applicationServerKey: applicationServerKey.buffer },
			toJSON: () => ({ endpoint, keys: { p256dh, auth } }),
			unsubscribe: async () => {
				made = null;
				return true;
			},
		};
		return made;
	};
})();
