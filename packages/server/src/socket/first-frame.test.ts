import { expect, test } from 'vitest';
import type { Channel } from '@rubato/ports';
import { ManualClock, memoryChannelPair } from '@rubato/ports/doubles';
import { FirstFrames } from './first-frame.ts';

function stage() {
  const clock = new ManualClock();
  const heard: string[] = [];
  const listenTo = (channel: Channel, who: string) =>
    channel.listen({
      message: (message) => void heard.push(`${who} ${typeof message === 'string' ? message : message.join()}`),
      closed: (code) => void heard.push(`${who} closed ${code}`),
    });
  const doors = new FirstFrames({
    clock,
    timeoutMs: 5000,
    toRooms: (channel) => listenTo(channel, 'rooms'),
    toServices: (channel, first) => {
      heard.push(`first ${first}`);
      listenTo(channel, 'services');
    },
  });
  const dial = (subprotocol = '') => {
    const { client, server } = memoryChannelPair(clock, { subprotocol });
    const ended: number[] = [];
    client.listen({ message: () => {}, closed: (code) => void ended.push(code) });
    doors.accept(server);
    return { client, ended };
  };
  return { clock, heard, doors, dial };
}

const auth = '{"type":"AUTH_REQUEST"}';

test('a subprotocol leads to the rooms at once', () => {
  const { clock, heard, doors, dial } = stage();
  const { client } = dial('rubato.v1');
  expect(doors.waiting).toBe(0);
  client.send(auth);
  clock.advance(0);
  expect(heard).toEqual([`rooms ${auth}`]);
});

test('without one the first message tells, and nothing that follows is lost or out of order', () => {
  const { clock, heard, dial } = stage();
  const [services, json, bytes] = [dial().client, dial().client, dial().client];
  for (const text of [auth, 'one', 'two']) services.send(text);
  clock.advance(0);
  expect(heard.splice(0)).toEqual([`first ${auth}`, 'services one', 'services two']);
  for (const text of ['{"type":"hello"}', 'one', 'two']) json.send(text);
  clock.advance(0);
  expect(heard.splice(0)).toEqual(['rooms {"type":"hello"}', 'rooms one', 'rooms two']);
  for (const byte of [1, 2, 3]) bytes.send(Uint8Array.of(byte));
  clock.advance(0);
  expect(heard.splice(0)).toEqual(['rooms 1', 'rooms 2', 'rooms 3']);
  json.close(1000, '');
  clock.advance(0);
  expect(heard).toEqual(['rooms closed 1000']);
});

test.each(['nonsense', 'null', '[]', '{"type":7}', '{"type":"toString"}', '{"type":"auth_request"}'])(
  'what is no message of the services is for the rooms to judge: %s',
  (text) => {
    const { clock, heard, dial } = stage();
    dial().client.send(text);
    clock.advance(0);
    expect(heard).toEqual([`rooms ${text}`]);
  },
);

test('whoever says nothing is closed in time, and at a stop at once', () => {
  const { clock, heard, doors, dial } = stage();
  const [silent, gone] = [dial(), dial()];
  gone.client.close(1000, '');
  clock.advance(4999);
  expect([doors.waiting, silent.ended]).toEqual([1, []]);
  clock.advance(1);
  const late = dial();
  doors.stop();
  clock.advance(0);
  expect([silent.ended, late.ended, doors.waiting, heard, clock.pending]).toEqual([[4004], [4010], 0, [], 0]);
});
