/** Where other machines find a server that listens on every address. */
import { networkInterfaces } from 'node:os';

/** URLs of this machine in its own networks, for a server that listens on `host`; none when it lets nobody else in. */
export function lanUrls(host: string, url: string, interfaces = networkInterfaces()): readonly string[] {
  if (host !== '0.0.0.0' && host !== '::') return [];
  const { protocol, port } = new URL(url);
  const addresses = Object.values(interfaces).flatMap((entries = []) => entries);
  return addresses
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => `${protocol}//${address}:${port}`);
}
