// Shows a page of ours where a page cannot be fetched. It keeps that page and nothing else: no answer of the API, no
// page of a person. See docs/decisions/025-installed-app.md.
const cacheName = "offline-page";
const offlinePage = `/offline${self.location.search}`;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { mode, method, url } = event.request;
  if (mode !== "navigate" || method !== "GET" || new URL(url).pathname.startsWith("/api/")) return;
  event.respondWith(fetchPage(event));
});

async function install() {
  const cache = await caches.open(cacheName);
  await cache.add(new Request(offlinePage, { cache: "reload", credentials: "omit" }));
  await self.skipWaiting();
}

async function activate() {
  // The page is asked for while this worker starts, so that the worker costs no time.
  await self.registration.navigationPreload?.enable();
  const cache = await caches.open(cacheName);
  for (const kept of await cache.keys()) if (!kept.url.endsWith(offlinePage)) await cache.delete(kept);
  await self.clients.claim();
}

async function fetchPage(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return (await caches.match(offlinePage)) ?? Response.error();
  }
}
