/** Messages to browsers by web push (RFC 8030), encrypted for each (RFC 8291), signed by this server (RFC 8292). */
import { lookup as resolve } from 'node:dns';
import { Agent } from 'node:https';
import { BlockList, type LookupFunction } from 'node:net';
import webPush from 'web-push';

export interface PushMessage {
  readonly subscription: { readonly endpoint: string; readonly p256dh: string; readonly auth: string };
  readonly payload: string;
  /** How long the push service keeps it for a browser that is away. */
  readonly ttlSeconds: number;
  /** Of messages with the same topic it keeps the last; up to 32 letters and digits. */
  readonly topic: string;
}

/** Resolves with the push service's status. */
export type SendPush = (message: PushMessage) => Promise<number>;

const TIMEOUT_MS = 10_000;

/**
 * @param subject whom a push service may ask: an https or mailto address
 * @param agent default: one that connects to public addresses only, as subscribers choose the names
 */
export function webPushSender(
  keys: { publicKey: string; privateKey: string },
  subject: string,
  agent: Agent = new Agent({ lookup: publicLookup }),
): SendPush {
  const vapidDetails = { subject, ...keys };
  return async ({ subscription: { endpoint, p256dh, auth }, payload, ttlSeconds, topic }) => {
    try {
      const options = { vapidDetails, timeout: TIMEOUT_MS, agent, TTL: ttlSeconds, topic };
      return (await webPush.sendNotification({ endpoint, keys: { p256dh, auth } }, payload, options)).statusCode;
    } catch (error) {
      if (error instanceof webPush.WebPushError) return error.statusCode;
      throw error;
    }
  };
}

export const newPushKeys = (): { publicKey: string; privateKey: string } => webPush.generateVAPIDKeys();

/** Addresses of this machine, its network, and other special ones (RFC 6890). */
const INNER = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  INNER.addSubnet(network, bits, 'ipv4');
/** Everything but global unicast (RFC 4291). */
const GLOBAL = new BlockList();
GLOBAL.addSubnet('2000::', 3, 'ipv6');

export const isInner = (address: string, family: number): boolean =>
  family === 4 ? INNER.check(address, 'ipv4') : !GLOBAL.check(address, 'ipv6');

const publicLookup: LookupFunction = (hostname, options, done) => {
  resolve(hostname, { ...options, all: true }, (error, found) => {
    const inner = found?.find(({ address, family }) => isInner(address, family));
    if (error !== null) return done(error, '', 0);
    if (inner) return done(new Error(`${hostname} is no public address`), '', 0);
    if (options.all === true) return done(null, found);
    done(null, found[0]!.address, found[0]!.family);
  });
};
