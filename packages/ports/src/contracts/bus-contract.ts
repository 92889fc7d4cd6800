import type { Bus } from '../bus.ts';
import { check, same, withHarness } from './runner.ts';
import type { Rule, Runner } from './runner.ts';

export interface BusHarness {
  /** A further end on the same broker, as another process would have. */
  connect(): Promise<Bus>;
  /** Grants some time (a few ms) for what was published to arrive. */
  settle(): Promise<void>;
  stop?(): Promise<void>;
}

const MOST_SETTLES = 500;

/** What every `Bus` promises. `make` gives a fresh broker or fresh topics. */
export function busContract({ describe, it }: Runner, name: string, make: () => Promise<BusHarness>): void {
  const rule = withHarness(it, make);
  describe(`bus contract: ${name}`, () => {
    describe('delivery', () => deliveryRules(rule));
    describe('stopping', () => stoppingRules(rule));
  });
}

type BusRule = Rule<BusHarness>;

function deliveryRules(rule: BusRule): void {
  rule('delivers to every subscriber of the topic, the publisher’s own too, and to no other', async (harness) => {
    const [here, there] = [await harness.connect(), await harness.connect()];
    const heard: string[] = [];
    await here.subscribe('news', (message) => heard.push(`here ${message[0]}`));
    await there.subscribe('news', (message) => heard.push(`there ${message[0]}`));
    await there.subscribe('other', () => heard.push('other'));
    here.publish('news', Uint8Array.of(7));
    await until(harness, () => heard.length >= 2);
    await harness.settle();
    same([...heard].sort(), ['here 7', 'there 7'], 'heard');
  });

  rule('keeps the order of each topic and publisher', async (harness) => {
    const [here, there] = [await harness.connect(), await harness.connect()];
    const heard: number[] = [];
    await there.subscribe('count', (message) => heard.push((message[0] as number) * 256 + (message[1] as number)));
    for (let index = 0; index < 500; index++) here.publish('count', Uint8Array.of(index >> 8, index & 255));
    await until(harness, () => heard.length >= 500);
    same(
      heard,
      Array.from({ length: 500 }, (_, index) => index),
      'order',
    );
  });

  rule('delivers all that is published after subscribe resolved', async (harness) => {
    const [here, there] = [await harness.connect(), await harness.connect()];
    for (let round = 0; round < 20; round++) {
      let heard = 0;
      await there.subscribe(`topic ${round}`, () => heard++);
      here.publish(`topic ${round}`, Uint8Array.of(1));
      await until(harness, () => heard === 1);
    }
  });

  rule('carries any bytes unchanged, and the publisher may reuse its memory', async (harness) => {
    const [here, there] = [await harness.connect(), await harness.connect()];
    const heard: Uint8Array[] = [];
    await there.subscribe('bytes', (message) => heard.push(message.slice()));
    const all = Uint8Array.from({ length: 256 }, (_, index) => index);
    const reused = all.slice();
    here.publish('bytes', reused);
    reused.fill(0);
    here.publish('bytes', new Uint8Array(0));
    await until(harness, () => heard.length >= 2);
    same(heard, [all, new Uint8Array(0)], 'messages');
  });
}

function stoppingRules(rule: BusRule): void {
  rule('delivers nothing after a subscription was stopped', async (harness) => {
    const bus = await harness.connect();
    const heard: string[] = [];
    const stop = await bus.subscribe('topic', () => heard.push('stopped'));
    await bus.subscribe('topic', () => heard.push('kept'));
    await stop();
    await stop();
    bus.publish('topic', Uint8Array.of(1));
    await until(harness, () => heard.length > 0);
    await harness.settle();
    same(heard, ['kept'], 'heard');
  });

  rule('delivers nothing once stopping has resolved, not even what was under way', async (harness) => {
    const bus = await harness.connect();
    let heard = 0;
    const stop = await bus.subscribe('topic', () => heard++);
    for (let index = 0; index < 10; index++) bus.publish('topic', Uint8Array.of(index));
    await stop();
    const heardByThen = heard;
    for (let turn = 0; turn < 5; turn++) await harness.settle();
    same(heard, heardByThen, 'messages after stopping');
  });

  rule('publishes and hears nothing once closed', async (harness) => {
    const [here, there] = [await harness.connect(), await harness.connect()];
    const heard: string[] = [];
    await here.subscribe('topic', () => heard.push('closed end'));
    await there.subscribe('topic', (message) => heard.push(`open end ${message[0]}`));
    await here.close();
    await here.close();
    here.publish('topic', Uint8Array.of(1));
    there.publish('topic', Uint8Array.of(2));
    await until(harness, () => heard.length > 0);
    await harness.settle();
    same(heard, ['open end 2'], 'heard');
  });
}

async function until(harness: BusHarness, holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < MOST_SETTLES && !holds(); turn++) await harness.settle();
  check(holds(), 'a message never came');
}
