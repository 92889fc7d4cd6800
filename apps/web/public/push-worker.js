// Shows what comes by web push, and opens its page when it is clicked.
self.addEventListener('push', (event) => {
  let news = {};
  try {
    news = event.data?.json() ?? {};
  } catch {
    // Without readable words it is still news.
  }
  const { id, title = 'Rubato', body = '', link = '/' } = news;
  event.waitUntil(self.registration.showNotification(title, { body, tag: id, icon: '/icon.svg', data: { link } }));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const link = new URL(event.notification.data?.link ?? '/', self.location.origin);
  // Only pages from here.
  const target = link.origin === self.location.origin ? link.href : self.location.origin;
  event.waitUntil(
    self.clients.matchAll({ type: 'window', includeUncontrolled: true }).then((windows) => {
      const open = windows.find(({ url }) => url === target);
      return open ? open.focus() : self.clients.openWindow(target);
    }),
  );
});
