/** Who is at the other end of a request, seen through the proxies that the operator trusts. */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';

export interface Peer {
  /** IPv4 in dotted form, IPv6 as given, or empty when the socket is gone. */
  readonly address: string;
  /** True on TLS to us or to a trusted proxy, and on loopback without a proxy in between. */
  readonly trusted: boolean;
}

/** `proxies`: addresses whose X-Forwarded-For and X-Forwarded-Proto are believed; nobody else's are. */
export function peerOf(request: IncomingMessage, proxies: ReadonlySet<string>): Peer {
  const direct = plain(request.socket.remoteAddress ?? '');
  const forwarded = header(request, 'x-forwarded-for');
  if (!proxies.has(direct)) {
    // A loopback socket with this header comes from a proxy nobody told us about: the path behind it is unknown.
    const local = isLoopback(direct) && forwarded === '';
    return { address: direct, trusted: local || isEncrypted(request) };
  }
  return {
    address: lastForeign(forwarded, proxies) ?? direct,
    trusted: header(request, 'x-forwarded-proto') === 'https',
  };
}

export function isLoopback(address: string): boolean {
  return address === '::1' || (address.startsWith('127.') && isIP(address) === 4);
}

/** What one household counts as: an IPv4 address, or an IPv6 network of 64 bits, since each host there has 2^64 addresses (RFC 4291, 2.5.4). */
export function addressGroup(address: string): string {
  if (isIP(address) !== 6) return address;
  const [left = '', right] = address.split('%')[0]!.split('::');
  const head = left === '' ? [] : left.split(':');
  const tail = right === undefined || right === '' ? [] : right.split(':');
  const gap = right === undefined ? 0 : 8 - head.length - tail.length;
  const groups = [...head, ...new Array<string>(Math.max(0, gap)).fill('0'), ...tail];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

function plain(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice('::ffff:'.length) : address;
}

function isEncrypted(request: IncomingMessage): boolean {
  return (request.socket as Partial<TLSSocket>).encrypted === true;
}

/** The nearest address that is not one of our proxies: what lies further left is the client's own claim. */
function lastForeign(forwarded: string, proxies: ReadonlySet<string>): string | undefined {
  const hops = forwarded.split(',').map((hop) => plain(hop.trim()));
  return hops.findLast((hop) => isIP(hop) !== 0 && !proxies.has(hop));
}

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : (value?.join(',') ?? '');
}
