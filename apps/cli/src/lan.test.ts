import type { NetworkInterfaceInfo } from 'node:os';
import { expect, it } from 'vitest';
import { lanUrls } from './lan.ts';

const entry = (address: string, family: 'IPv4' | 'IPv6', internal = false) =>
  ({ address, family, internal }) as NetworkInterfaceInfo;

const interfaces = {
  lo: [entry('127.0.0.1', 'IPv4', true)],
  eth0: [entry('192.168.1.5', 'IPv4'), entry('fe80::1', 'IPv6')],
  gone: undefined,
};

it('names the addresses of this machine that others can reach', () => {
  expect(lanUrls('0.0.0.0', 'http://127.0.0.1:8788', interfaces)).toEqual(['http://192.168.1.5:8788']);
  expect(lanUrls('::', 'https://127.0.0.1:9000', interfaces)).toEqual(['https://192.168.1.5:9000']);
});

it('names none for a server that only this machine reaches', () => {
  expect(lanUrls('127.0.0.1', 'http://127.0.0.1:8788', interfaces)).toEqual([]);
});
