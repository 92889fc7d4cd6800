import type { Channel, ChannelListener } from '../channel.ts';
import { check, same, withHarness } from './runner.ts';
import type { Rule, Runner } from './runner.ts';

export interface ChannelHarness {
  readonly client: Channel;
  readonly server: Channel;
  /** Grants some time (a few ms) for what was sent to arrive. */
  settle(): Promise<void>;
  /** Releases what the pair holds. */
  stop?(): Promise<void>;
}

const MOST_SETTLES = 500;
const LARGE_BYTES = 1_048_576;

interface Heard {
  readonly messages: (Uint8Array | string)[];
  readonly closes: { readonly code: number; readonly reason: string }[];
  readonly listener: ChannelListener;
}

function hear(): Heard {
  const messages: (Uint8Array | string)[] = [];
  const closes: { code: number; reason: string }[] = [];
  return {
    messages,
    closes,
    listener: {
      message: (message) => {
        check(closes.length === 0, 'a message after closed');
        messages.push(typeof message === 'string' ? message : message.slice());
      },
      closed: (code, reason) => closes.push({ code, reason }),
    },
  };
}

async function until(pair: ChannelHarness, holds: () => boolean, what: string): Promise<void> {
  for (let turn = 0; turn < MOST_SETTLES; turn++) {
    if (holds()) return;
    await pair.settle();
  }
  check(false, `${what}: never happened`);
}

/** What every reliable `Channel` promises. `make` gives a fresh, connected pair that nobody listens to yet. */
export function channelContract({ describe, it }: Runner, name: string, make: () => Promise<ChannelHarness>): void {
  const rule = withHarness(it, make);
  describe(`channel contract: ${name}`, () => {
    describe('messages', () => messageRules(rule));
    describe('listening and queueing', () => listeningRules(rule));
    describe('closing', () => closingRules(rule));
    describe('after the close', () => closedRules(rule));
  });
}

type PairRule = Rule<ChannelHarness>;

function messageRules(rule: PairRule): void {
  rule('is open and reliable at first', async ({ client, server }) => {
    same([client.open, server.open, client.reliable, server.reliable], [true, true, true, true], 'open and reliable');
    same(client.subprotocol, server.subprotocol, 'the subprotocol on both sides');
  });

  for (const [from, to] of [
    ['client', 'server'],
    ['server', 'client'],
  ] as const) {
    rule(`delivers bytes and texts whole, unchanged and in order from ${from} to ${to}`, async (pair) => {
      const heard = hear();
      pair[to].listen(heard.listener);
      const sent = [Uint8Array.of(1, 2, 3), 'grüße 🎶', new Uint8Array(0), '', Uint8Array.of(0, 255)];
      for (const message of sent) pair[from].send(typeof message === 'string' ? message : message.slice());
      await until(pair, () => heard.messages.length >= sent.length, 'all messages');
      same(heard.messages, sent, 'messages');
    });
  }

  rule('delivers a thousand messages in order', async (pair) => {
    const heard = hear();
    pair.server.listen(heard.listener);
    for (let index = 0; index < 1000; index++) pair.client.send(String(index));
    await until(pair, () => heard.messages.length >= 1000, 'a thousand messages');
    same(
      heard.messages,
      Array.from({ length: 1000 }, (_, index) => String(index)),
      'messages',
    );
  });

  rule('delivers a message of a mebibyte to a client', async (pair) => {
    const heard = hear();
    pair.client.listen(heard.listener);
    const large = Uint8Array.from({ length: LARGE_BYTES }, (_, index) => (index * 31 + (index >> 8)) & 255);
    pair.server.send(large.slice());
    await until(pair, () => heard.messages.length > 0, 'the large message');
    same(heard.messages, [large], 'the large message');
  });
}

function listeningRules(rule: PairRule): void {
  rule('keeps messages that come before the listener, and delivers them first', async (pair) => {
    pair.client.send('early 1');
    pair.client.send('early 2');
    for (let turn = 0; turn < 5; turn++) await pair.settle();
    const heard = hear();
    pair.server.listen(heard.listener);
    pair.client.send('late');
    await until(pair, () => heard.messages.length >= 3, 'all messages');
    same(heard.messages, ['early 1', 'early 2', 'late'], 'messages');
  });

  rule('never calls a listener inside send or listen of the same end', async (pair) => {
    const heard = hear();
    pair.client.send('early');
    for (let turn = 0; turn < 5; turn++) await pair.settle();
    pair.server.listen(heard.listener);
    same(heard.messages, [], 'heard inside listen');
    pair.client.send('more');
    same(heard.messages, [], 'heard inside send');
    await until(pair, () => heard.messages.length === 2, 'both messages');
  });

  rule('has nothing queued once everything was taken', async (pair) => {
    const heard = hear();
    pair.server.listen(heard.listener);
    for (let index = 0; index < 100; index++) pair.client.send(new Uint8Array(1000));
    check(pair.client.queuedBytes >= 0, 'queuedBytes below zero');
    await until(pair, () => heard.messages.length === 100 && pair.client.queuedBytes === 0, 'an empty queue');
  });
}

function closingRules(rule: PairRule): void {
  for (const side of ['client', 'server'] as const) {
    rule(`tells both ends once, with code and reason, when the ${side} closes`, async (pair) => {
      const heard = { client: hear(), server: hear() };
      pair.client.listen(heard.client.listener);
      pair.server.listen(heard.server.listener);
      pair[side].close(4010, 'bis später');
      await until(pair, () => heard.client.closes.length > 0 && heard.server.closes.length > 0, 'closed on both ends');
      for (let turn = 0; turn < 5; turn++) await pair.settle();
      const once = [{ code: 4010, reason: 'bis später' }];
      same([heard.client.closes, heard.server.closes], [once, once], 'closes');
      same([pair.client.open, pair.server.open], [false, false], 'open');
    });
  }

  rule('is not open from the moment it closes', async ({ client }) => {
    client.close(1000, '');
    same(client.open, false, 'open');
  });

  rule('delivers what was sent before the close, and nothing sent after', async (pair) => {
    const heard = hear();
    pair.server.listen(heard.listener);
    for (let index = 0; index < 50; index++) pair.client.send(String(index));
    pair.client.close(1000, 'done');
    pair.client.send('too late');
    await until(pair, () => heard.closes.length > 0, 'closed');
    same(heard.messages.length, 50, 'messages before the close');
  });

  rule('closes only once: the first code counts', async (pair) => {
    const heard = hear();
    pair.server.listen(heard.listener);
    pair.client.close(4001, 'first');
    pair.client.close(4002, 'second');
    await until(pair, () => heard.closes.length > 0, 'closed');
    for (let turn = 0; turn < 5; turn++) await pair.settle();
    same(heard.closes, [{ code: 4001, reason: 'first' }], 'closes');
  });

  rule('takes a reason of 123 bytes', async (pair) => {
    const heard = hear();
    const reason = `${'é'.repeat(61)}!`;
    pair.server.listen(heard.listener);
    pair.client.close(4999, reason);
    await until(pair, () => heard.closes.length > 0, 'closed');
    same(heard.closes, [{ code: 4999, reason }], 'closes');
  });
}

function closedRules(rule: PairRule): void {
  rule('tells a listener that comes after the close', async (pair) => {
    pair.client.send('last words');
    pair.client.close(4004, 'gone');
    for (let turn = 0; turn < 5; turn++) await pair.settle();
    const heard = hear();
    pair.server.listen(heard.listener);
    await until(pair, () => heard.closes.length > 0, 'closed');
    same(heard.messages, ['last words'], 'messages');
    same(heard.closes, [{ code: 4004, reason: 'gone' }], 'closes');
  });

  rule('lets send and close do nothing afterwards', async (pair) => {
    const heard = hear();
    pair.server.listen(heard.listener);
    pair.server.close(1000, '');
    await until(pair, () => heard.closes.length > 0, 'closed');
    pair.server.send('nothing');
    pair.client.send(Uint8Array.of(1));
    pair.server.close(4000, 'again');
    for (let turn = 0; turn < 5; turn++) await pair.settle();
    same(heard.closes.length, 1, 'closes');
    same(heard.messages, [], 'messages');
  });
}
