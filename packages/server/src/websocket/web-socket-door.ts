/**
 * Where sockets come in: decides by address, origin and subprotocol whether an upgrade request becomes a channel.
 *
 * A browser can't read the HTTP answer to a failed upgrade, so a refusal that a client should understand completes the
 * handshake and closes with a code of the protocol's table; only floods and foreign requests get a bare HTTP answer.
 */
import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { closeCodes, limits, subprotocols, type CloseCodeName } from '@rubato/protocol';
import type { Channel, Log } from '@rubato/ports';
import { WebSocket, WebSocketServer } from 'ws';
import { originAllowed } from './origin.ts';
import { addressGroup, isLoopback, peerOf, type Peer } from './peer-address.ts';
import { CLOSE_TIMEOUT_MS, WsChannel } from './ws-channel.ts';

/** Refused sockets that may wait for the end of their closing handshake at once; above it they get a bare 503. */
export const MAX_REFUSALS = 256;
/** Fragments of one message. */
const MAX_FRAGMENTS = 64;

export interface DoorOptions {
  /** Paths on which sockets are taken. */
  readonly paths: readonly string[];
  /** Origins of pages besides our own; `*` admits all. */
  readonly origins: readonly string[];
  /** Addresses of reverse proxies whose forwarding headers are believed. */
  readonly proxies: readonly string[];
  readonly maxConnections: number;
  /** Per IPv4 address or IPv6 /64; loopback is not counted. */
  readonly maxPerAddress: number;
  readonly log: Log;
  readonly accept: (channel: Channel, request: IncomingMessage) => void;
  readonly refused?: (reason: RefusalReason) => void;
}

export type RefusalReason = 'origin' | 'server-full' | 'address-full' | 'flood' | 'path' | 'subprotocol';

const DEFAULT_LOGGED_FAULT = 'a message could not be handled';

export class WebSocketDoor {
  readonly #options: DoorOptions;
  readonly #proxies: ReadonlySet<string>;
  readonly #sockets: WebSocketServer;
  readonly #channels = new Set<WsChannel>();
  readonly #perAddress = new Map<string, number>();
  #refusals = 0;

  constructor(options: DoorOptions) {
    this.#options = options;
    this.#proxies = new Set(options.proxies);
    // Not inline: the types of `ws` do not know `closeTimeout` yet.
    const settings = {
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: limits.clientMessageBytes,
      maxFragments: MAX_FRAGMENTS,
      closeTimeout: CLOSE_TIMEOUT_MS,
      WebSocket: OurWebSocket,
      handleProtocols: (offered: Set<string>) => known.find((name) => offered.has(name)) ?? false,
    };
    this.#sockets = new WebSocketServer(settings);
  }

  /** Open channels. */
  get connections(): number {
    return this.#channels.size;
  }

  /** Takes the upgrade requests of an HTTP or HTTPS server. */
  attach(server: Server): void {
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket as Socket, head));
  }

  /** Cuts whatever is still open; call it after the host has said its goodbyes. */
  terminateAll(): void {
    for (const channel of this.#channels) channel.terminate();
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const { paths } = this.#options;
    const path = (request.url ?? '/').split('?')[0]!;
    if (!paths.includes(path)) return this.#answer(socket, 404, 'path', `sockets are taken at ${paths.join(' and ')}`);
    const offered = request.headers['sec-websocket-protocol'];
    if (offered !== undefined && !offered.split(',').some((name) => known.includes(name.trim())))
      return this.#answer(
        socket,
        400,
        'subprotocol',
        `this server speaks ${known.join(' and ')}; offer one of them or none`,
      );
    const peer = peerOf(request, this.#proxies);
    const refusal = this.#refusal(request, peer);
    if (!refusal)
      return this.#sockets.handleUpgrade(request, socket, head, (webSocket) =>
        this.#admit(webSocket, socket, request, peer),
      );
    if (this.#refusals >= MAX_REFUSALS)
      return this.#answer(socket, 503, 'flood', 'too many connections; try again later');
    return this.#sockets.handleUpgrade(request, socket, head, (webSocket) => this.#refuse(webSocket, refusal));
  }

  #refusal(request: IncomingMessage, peer: Peer): Refusal | undefined {
    const { origins, maxConnections, maxPerAddress } = this.#options;
    const { origin, host } = request.headers;
    if (!originAllowed(origin, host, origins))
      return {
        reason: 'origin',
        code: 'originRefused',
        text: `pages of ${origin} may not connect here; the operator can add it to --origins`,
      };
    if (this.#channels.size >= maxConnections)
      return {
        reason: 'server-full',
        code: 'serverFull',
        text: `this server holds ${maxConnections} connections; try another or later`,
      };
    if (!isLoopback(peer.address) && (this.#perAddress.get(addressGroup(peer.address)) ?? 0) >= maxPerAddress)
      return {
        reason: 'address-full',
        code: 'serverFull',
        text: `your address already holds ${maxPerAddress} connections; close one`,
      };
    return undefined;
  }

  #admit(webSocket: WebSocket, socket: Socket, request: IncomingMessage, peer: Peer): void {
    const group = addressGroup(peer.address);
    const fault = (error: unknown) =>
      this.#options.log.log('error', DEFAULT_LOGGED_FAULT, { peer: peer.address, error: String(error) });
    const channel = new WsChannel(webSocket, socket, {
      side: 'server',
      ...peer,
      peer: peer.address,
      fault,
      faultCode: closeCodes.serverError.code,
    });
    this.#channels.add(channel);
    this.#perAddress.set(group, (this.#perAddress.get(group) ?? 0) + 1);
    webSocket.once('close', () => {
      this.#channels.delete(channel);
      const left = this.#perAddress.get(group)! - 1;
      if (left === 0) this.#perAddress.delete(group);
      else this.#perAddress.set(group, left);
    });
    this.#options.accept(channel, request);
  }

  #refuse(webSocket: WebSocket, { reason, code, text }: Refusal): void {
    this.#refusals++;
    this.#options.refused?.(reason);
    webSocket.on('error', () => {});
    webSocket.once('close', () => this.#refusals--);
    webSocket.close(closeCodes[code].code, text.slice(0, limits.closeReasonBytes));
  }

  #answer(socket: Duplex, status: number, reason: RefusalReason, text: string): void {
    this.#options.refused?.(reason);
    const body = JSON.stringify({ error: reason, message: text });
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Connection: close',
      'Content-Type: application/json; charset=utf-8',
    ];
    socket.end(`${[...head, `Content-Length: ${Buffer.byteLength(body)}`].join('\r\n')}\r\n\r\n${body}`);
  }
}

interface Refusal {
  readonly reason: RefusalReason;
  readonly code: CloseCodeName;
  readonly text: string;
}

const known: readonly string[] = [subprotocols.binary, subprotocols.json];
const MESSAGE_TOO_BIG = 1009;

/** Closes with the protocol's own code where `ws` by itself would say 1009. */
class OurWebSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    if (code !== MESSAGE_TOO_BIG) super.close(code, reason);
    else super.close(closeCodes.messageTooBig.code, `a message may have ${limits.clientMessageBytes} bytes`);
  }
}
