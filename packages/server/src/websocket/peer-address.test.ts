import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { addressGroup, peerOf } from './peer-address.ts';

function request(remoteAddress: string, headers: Record<string, string> = {}, encrypted = false): IncomingMessage {
  return { socket: { remoteAddress, encrypted }, headers } as unknown as IncomingMessage;
}

const none = new Set<string>();
const proxies = new Set(['10.0.0.1', '10.0.0.2']);

test('loopback and TLS are trusted paths, plain sockets from elsewhere are not', () => {
  expect(peerOf(request('127.0.0.1'), none)).toEqual({ address: '127.0.0.1', trusted: true });
  expect(peerOf(request('::1'), none)).toEqual({ address: '::1', trusted: true });
  expect(peerOf(request('::ffff:192.0.2.7'), none)).toEqual({ address: '192.0.2.7', trusted: false });
  expect(peerOf(request('192.0.2.7', {}, true), none)).toEqual({ address: '192.0.2.7', trusted: true });
});

test('a proxy on loopback that nobody declared makes the path untrusted, and its header is not believed', () => {
  const seen = peerOf(request('127.0.0.1', { 'x-forwarded-for': '198.51.100.9', 'x-forwarded-proto': 'https' }), none);
  expect(seen).toEqual({ address: '127.0.0.1', trusted: false });
});

test('behind declared proxies the nearest foreign address counts, not what the client claims further left', () => {
  const headers = { 'x-forwarded-for': '127.0.0.1, 198.51.100.9, 10.0.0.2', 'x-forwarded-proto': 'https' };
  expect(peerOf(request('10.0.0.1', headers), proxies)).toEqual({ address: '198.51.100.9', trusted: true });
  expect(peerOf(request('10.0.0.1', { 'x-forwarded-for': 'unknown' }), proxies)).toEqual({
    address: '10.0.0.1',
    trusted: false,
  });
});

test('an IPv6 address counts as its network of 64 bits', () => {
  expect(addressGroup('192.0.2.7')).toBe('192.0.2.7');
  expect(addressGroup('2001:db8:0:1::5')).toBe('2001:db8:0:1');
  expect(addressGroup('2001:0db8::')).toBe('2001:db8:0:0');
  expect(addressGroup('fe80::1%eth0')).toBe('fe80:0:0:0');
  expect(addressGroup('1:2:3:4:5:6:7:8')).toBe('1:2:3:4');
  expect(addressGroup('::1')).toBe('0:0:0:0');
});
