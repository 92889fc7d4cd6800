// Shows what comes by web push, and opens its page when it is clicked.

/**
 * What is used here of a service worker's scope and its events.
 * @typedef {{ id?: string, title?: string, body?: string, link?: string }} News
 * @typedef {{ url: string, focus(): Promise<unknown> }} OpenPage
 * @typedef {{ matchAll(of: object): Promise<OpenPage[]>, openWindow(url: string): Promise<unknown> }} Pages
 * @typedef {Event & { data: { json(): News } | null, waitUntil(done: Promise<unknown>): void }} Pushed
 * @typedef {Event & { notification: Notification, waitUntil(done: Promise<unknown>): void }} Clicked
 */
const scope = /** @type {{ registration: ServiceWorkerRegistration, clients: Pages }} */ (
  /** @type {unknown} */ (self)
);

self.addEventListener('push', (event) => {
  const pushed = /** @type {Pushed} */ (event);
  const { id = 'news', title = 'Rubato', body = '', link = '/' } = newsOf(pushed);
  pushed.waitUntil(scope.registration.showNotification(title, { body, tag: id, icon: '/icon.svg', data: { link } }));
});

self.addEventListener('notificationclick', (event) => {
  const clicked = /** @type {Clicked} */ (event);
  clicked.notification.close();
  const link = new URL(clicked.notification.data?.link ?? '/', self.location.origin);
  // Only pages from here.
  const target = link.origin === self.location.origin ? link.href : self.location.origin;
  clicked.waitUntil(show(target));
});

/** @param {Pushed} pushed @returns {News} */
function newsOf({ data }) {
  try {
    return data?.json() ?? {};
  } catch {
    // Without readable words it is still news.
    return {};
  }
}

/** @param {string} target */
async function show(target) {
  const pages = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const open = pages.find(({ url }) => url === target);
  return open ? open.focus() : scope.clients.openWindow(target);
}
