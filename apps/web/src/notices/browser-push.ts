/** This browser's subscription to web push. */
import { api } from '../account/account.ts';

/** `unreachable`: what stands behind the browser did not take the subscription; it may later. */
export type PushState = 'off' | 'on' | 'forbidden' | 'unavailable' | 'unreachable';

const WORKER = '/push-worker.js';

export async function pushState(): Promise<PushState> {
  if (!('serviceWorker' in navigator) || !('PushManager' in globalThis)) return 'unavailable';
  if (Notification.permission === 'denied') return 'forbidden';
  const registration = await navigator.serviceWorker.getRegistration(WORKER);
  return (await registration?.pushManager.getSubscription()) ? 'on' : 'off';
}

/** Asks the person first. Rejects with ApiError when the server refuses. */
export async function turnOn(): Promise<PushState> {
  if ((await Notification.requestPermission()) !== 'granted') return pushState();
  const registration = await navigator.serviceWorker.register(WORKER);
  await navigator.serviceWorker.ready;
  const { publicKey } = await api.pushKey();
  const wanted = { userVisibleOnly: true, applicationServerKey: publicKey };
  const subscription = await registration.pushManager.subscribe(wanted).catch(() => undefined);
  if (!subscription) return 'unreachable';
  const { endpoint, keys } = subscription.toJSON();
  await api.subscribePush({ endpoint: endpoint ?? '', p256dh: keys?.['p256dh'] ?? '', auth: keys?.['auth'] ?? '' });
  return 'on';
}

export async function turnOff(): Promise<PushState> {
  const registration = await navigator.serviceWorker.getRegistration(WORKER);
  const subscription = await registration?.pushManager.getSubscription();
  if (subscription) {
    await api.unsubscribePush({ endpoint: subscription.endpoint });
    await subscription.unsubscribe();
  }
  return 'off';
}
