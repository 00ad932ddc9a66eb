/** The offline shell: pages come from the network, and where there is none, one page says so. Scripts and styles never change under their names. */
const shell = 'meridian-shell-2';
const offline = '/offline';
const assets = '/_next/static/';

self.addEventListener('install', (event) => {
	// Where the browser can, it looks into the cache for scripts itself: a page need not wait for this worker to wake up.
	event.addRoutes?.({ condition: { urlPattern: new URLPattern({ pathname: `${assets}*` }) }, source: 'cache' }).catch(() => undefined);
	event.waitUntil(keepOfflinePage().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
	const removeOld = async () => {
		const names = await caches.keys();
		await Promise.all(names.filter((name) => name !== shell).map((name) => caches.delete(name)));
		// A page is asked for while this worker still starts, not after it.
		await self.registration.navigationPreload?.enable();
		await self.clients.claim();
	};
	event.waitUntil(removeOld());
});

self.addEventListener('fetch', (event) => {
	const { request } = event;
	if (request.method !== 'GET' || new URL(request.url).origin !== self.location.origin) return;
	if (request.mode === 'navigate') event.respondWith(pageOf(event).catch(() => caches.match(offline)));
	else if (new URL(request.url).pathname.startsWith(assets)) event.respondWith(assetOf(request));
});

/** What the worker sends is made for showing; a browser that gets a push must show something. */
self.addEventListener('push', (event) => {
	const { title = 'Meridian', body = '', tag = '', url = '/' } = messageOf(event.data);
	event.waitUntil(self.registration.showNotification(title, { body, tag, data: { url }, icon: '/icon.svg' }));
});

self.addEventListener('notificationclick', (event) => {
	event.notification.close();
	event.waitUntil(open(event.notification.data?.url ?? '/'));
});

function messageOf(data) {
	try {
		return data?.json() ?? {};
	} catch {
		return {};
	}
}

/** In a page that is open already, else in a new one; never on another site. */
async function open(path) {
	const wanted = new URL(path, self.location.origin);
	const url = wanted.origin === self.location.origin ? wanted.href : self.location.origin;
	const [page] = await self.clients.matchAll({ type: 'window' });
	if (page === undefined) return self.clients.openWindow(url);
	await page.focus();
	return page.navigate(url);
}

async function pageOf(event) {
	return (await event.preloadResponse) ?? fetch(event.request);
}

async function keepOfflinePage() {
	const cache = await caches.open(shell);
	const page = await fetch(offline, { cache: 'reload' });
	const text = await page.clone().text();
	await cache.put(offline, page);
	await cache.addAll([...new Set(text.match(/\/_next\/static\/[^"'\\\s)]+/g) ?? [])]);
}

async function assetOf(request) {
	const known = await caches.match(request);
	if (known) return known;
	const answer = await fetch(request);
	if (answer.ok) (await caches.open(shell)).put(request, answer.clone());
	return answer;
}
