import { said } from '../../i18n/said';

/** What a browser gives for being told, as the API wants it. */
export type BrowserSubscription = { readonly endpoint: string; readonly p256dh: string; readonly auth: string };

/** Whether this browser can be told at all. */
export const canBeTold = (): boolean => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

const worker = (): Promise<ServiceWorkerRegistration> => navigator.serviceWorker.ready;

/** The endpoint that this browser has now; null: none. */
export async function ownEndpoint(): Promise<string | null> {
	if (!canBeTold()) return null;
	const registration = await navigator.serviceWorker.getRegistration();
	return (await registration?.pushManager.getSubscription())?.endpoint ?? null;
}

/** Asks the person where they have not been asked, then the browser. @returns null where the person said no */
export async function subscribeBrowser(publicKey: string): Promise<BrowserSubscription | null> {
	if ((await Notification.requestPermission()) !== 'granted') return null;
	const { pushManager } = await worker();
	const known = await pushManager.getSubscription();
	// One that was made under another key can't be told by ours.
	if (known !== null && !isUnder(known, publicKey)) await known.unsubscribe();
	const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(publicKey) });
	const { endpoint, keys } = made.toJSON();
	if (endpoint === undefined || keys?.p256dh === undefined || keys.auth === undefined) throw new Error(said('push.noAddress'));
	return { endpoint, p256dh: keys.p256dh, auth: keys.auth };
}

export async function unsubscribeBrowser(): Promise<void> {
	await (await (await worker()).pushManager.getSubscription())?.unsubscribe();
}

function isUnder({ options }: PushSubscription, publicKey: string): boolean {
	const key = options.applicationServerKey;
	return key !== null && new Uint8Array(key).join() === bytesOf(publicKey).join();
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
	return Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
}
