/** What is told reaches whom it concerns, on whichever server, and nobody else. */
import { expect, test } from 'vitest';
import { ManualClock } from '@rubato/ports/doubles';
import type { Follow, Topic } from '@rubato/services';
import { LocalBus } from '../bus/local-bus.ts';
import { GAP_RECHECK_MS, RECHECK_MS } from './gateway.ts';
import { Stage, type StageSocket } from './testing/stage.ts';
import { TOLD_TOPIC } from './told-codec.ts';

let count = 0;
/** A notice that is told apart by its text. */
const notice = (to: Topic, more: { readonly from?: string; readonly except?: string } = {}) => {
  const message = `${to} ${++count}`;
  return { ...more, to, type: 'INVALID_MESSAGE', data: { message } } as const;
};
const follower =
  (characterId: string) =>
  (change: Pick<Follow, 'leaves' | 'enters'>): Follow => ({ kind: 'follow', characterId, ...change });
const heard = ({ heard: messages }: StageSocket) =>
  messages.filter(({ type }) => type === 'INVALID_MESSAGE').map(({ data }) => String(data['message']).split(' ')[0]);

test('by account, character, location, faction, party and world', async () => {
  const topicsOf = async (id: string): Promise<readonly Topic[]> => (id === 'hero' ? ['party:p'] : []);
  const stage = await new Stage({ topicsOf }).start();
  const [hero, plain, other] = [
    await stage.authenticated('anna:hero'),
    await stage.authenticated('anna'),
    await stage.authenticated('berta:elsa'),
  ];
  const stranger = stage.socket();
  const topics: Topic[] = [
    'account:anna',
    'character:hero',
    'location:gate',
    'location:elsewhere',
    'faction:sun',
    'party:p',
    'world',
  ];
  stage.deliver(topics.map((topic) => notice(topic)));
  await stage.run();
  expect(heard(hero)).toEqual(topics.filter((topic) => topic !== 'location:elsewhere'));
  expect(heard(plain)).toEqual(['account:anna', 'world']);
  expect(heard(other)).toEqual(['location:gate', 'faction:sun', 'world']);
  expect(heard(stranger)).toEqual([]);
});

test('what was told and never heard is made good within a minute: another party, another character, none', async () => {
  const parties = new Map<string, Topic>([['hero', 'party:old']]);
  const topicsOf = async (id: string): Promise<readonly Topic[]> => [parties.get(id) ?? 'party:none'];
  const stage = await new Stage({ topicsOf, limits: { idleTimeoutMs: 10 * RECHECK_MS } }).start();
  const hero = await stage.authenticated('anna:hero');
  const missed = async () => {
    stage.deliver([notice('party:old'), notice('party:new'), notice('character:hero'), notice('character:elsa')]);
    await stage.run();
    return heard(hero).splice(-2);
  };
  stage.plays.set('anna', 'hero');
  parties.set('hero', 'party:new');
  expect(await missed()).toEqual(['party:old', 'character:hero']);
  await stage.run(RECHECK_MS + 1000);
  expect(await missed()).toEqual(['party:new', 'character:hero']);
  stage.plays.set('anna', 'elsa');
  await stage.run(RECHECK_MS + 1000);
  stage.deliver([notice('character:hero'), notice('character:elsa')]);
  await stage.run();
  expect(heard(hero).at(-1)).toBe('character:elsa');
  stage.plays.delete('anna');
  await stage.run(RECHECK_MS + 1000);
  stage.deliver([notice('world'), notice('character:elsa')]);
  await stage.run();
  expect(heard(hero).at(-1)).toBe('world');
  expect(stage.presence).toEqual(['began hero', 'ended hero', 'began elsa', 'ended elsa']);
});

test('and within seconds when the bus knows that something was missed', async () => {
  const gaps: (() => void)[] = [];
  const bus = Object.assign(new LocalBus(() => {}), { onGap: (listener: () => void) => void gaps.push(listener) });
  const stage = await new Stage({ bus }).start();
  const anna = await stage.authenticated('anna');
  stage.dead.add('session anna');
  await stage.run(GAP_RECHECK_MS + 1000);
  expect(anna.closed).toBeUndefined();
  for (const gap of gaps) gap();
  await stage.run(GAP_RECHECK_MS + 1000);
  expect(anna.closed).toBeDefined();
});

test('whoever caused it can be left out, and so is whoever blocks who caused it', async () => {
  const stage = await new Stage().start();
  stage.blocked.set('berta', ['troll']);
  const [anna, berta] = [await stage.authenticated('anna:hero'), await stage.authenticated('berta:elsa')];
  stage.deliver([notice('location:gate', { except: 'hero' }), notice('world', { from: 'troll' })]);
  await stage.run();
  expect([heard(anna), heard(berta)]).toEqual([['world'], ['location:gate']]);
  stage.blocked.delete('berta');
  stage.blocked.set('anna', ['troll']);
  stage.deliver([
    { kind: 'blocks', accountId: 'anna' },
    { kind: 'blocks', accountId: 'berta' },
  ]);
  await stage.run();
  stage.deliver([notice('world', { from: 'troll' })]);
  await stage.run();
  expect([heard(anna), heard(berta)]).toEqual([['world'], ['location:gate', 'world']]);
});

test('a character that moves or joins hears the new and no more the old, in the order in which it was told', async () => {
  const stage = await new Stage().start();
  const hero = await stage.authenticated('anna:hero');
  const follow = follower('hero');
  stage.deliver([
    notice('location:gate'),
    follow({ leaves: 'location:gate', enters: 'location:tower' }),
    notice('location:gate'),
    notice('location:tower'),
    follow({ enters: 'party:p' }),
    notice('party:p'),
    follow({ leaves: 'party:p' }),
    notice('party:p'),
  ]);
  await stage.run();
  expect(heard(hero)).toEqual(['location:gate', 'location:tower', 'party:p']);
});

test('what changes while a character is being looked up is not lost', async () => {
  let found = () => {};
  const looking = new Promise<void>((resolve) => (found = resolve));
  const stage = await new Stage({ topicsOf: () => looking.then(() => ['party:p']) }).start();
  const socket = stage.socket();
  socket.send('AUTH_REQUEST', { token: 'berta:elsa' });
  await stage.run();
  const follow = follower('elsa');
  stage.deliver([follow({ leaves: 'location:gate', enters: 'location:tower' }), follow({ leaves: 'party:p' })]);
  await stage.run();
  expect(socket.types).toEqual([]);
  found();
  await stage.run();
  stage.deliver([notice('location:gate'), notice('party:p'), notice('location:tower')]);
  await stage.run();
  expect([socket.types[0], heard(socket)]).toEqual(['AUTH_RESPONSE', ['location:tower']]);
});

test('a session that plays another character hears what that one does, on all its sockets', async () => {
  const stage = await new Stage().start();
  const [one, two] = [await stage.authenticated('anna:hero'), await stage.authenticated('anna')];
  stage.deliver([{ kind: 'plays', sessionId: 'session anna', characterId: 'other' }]);
  await stage.run();
  stage.deliver([notice('character:hero'), notice('character:other'), notice('location:gate')]);
  await stage.run();
  expect([heard(one), heard(two)]).toEqual([
    ['character:other', 'location:gate'],
    ['character:other', 'location:gate'],
  ]);
  stage.deliver([{ kind: 'unplayed', characterId: 'other' }, notice('character:other'), notice('location:gate')]);
  await stage.run();
  expect(heard(one)).toHaveLength(2);
  stage.deliver([{ kind: 'plays', sessionId: 'session anna', characterId: 'gone' }]);
  await stage.run();
  expect(stage.gateway.plays('gone')).toBe(false);
  expect(stage.presence).toEqual([
    'began hero',
    'ended hero',
    'began other',
    'ended other',
    'began gone',
    'ended gone',
  ]);
});

test('presence begins with a character’s first socket and ends with its last', async () => {
  const stage = await new Stage().start();
  const sockets = [await stage.authenticated('anna:hero'), await stage.authenticated('anna:hero')];
  expect([stage.presence, stage.gateway.socketsOf('anna').length]).toEqual([['began hero'], 2]);
  sockets[0]!.close();
  await stage.run();
  expect(stage.presence).toEqual(['began hero']);
  sockets[1]!.send('DISCONNECT');
  await stage.run();
  expect(stage.presence).toEqual(['began hero', 'ended hero']);
  expect(stage.gateway.sockets).toBe(0);
});

test('servers on one bus tell each other, and end sessions for each other', async () => {
  const clock = new ManualClock();
  const bus = new LocalBus((error) => {
    throw error;
  });
  const [here, there] = [await new Stage({ bus, clock }).start(), await new Stage({ bus, clock }).start()];
  const [anna, berta] = [await here.authenticated('anna:hero'), await there.authenticated('berta:elsa')];
  here.deliver([notice('location:gate', { except: 'hero' })]);
  there.deliver([notice('character:hero')]);
  await here.run();
  expect([heard(anna), heard(berta)]).toEqual([['character:hero'], ['location:gate']]);
  there.deliver([{ kind: 'sessions-ended', sessionIds: ['session anna'], reason: 'banned' }]);
  await here.run();
  expect([anna.closed, berta.closed]).toEqual([{ code: 4013, reason: 'this account is banned' }, undefined]);
});

test('a session that ends while it is being looked up opens nothing', async () => {
  const stage = await new Stage().start();
  let found = () => {};
  stage.lookup = new Promise<void>((resolve) => (found = resolve));
  const socket = stage.socket();
  socket.send('AUTH_REQUEST', { token: 'anna:hero' });
  await stage.run();
  stage.deliver([{ kind: 'sessions-ended', sessionIds: ['session anna'], reason: 'logout' }]);
  await stage.run();
  found();
  await stage.run();
  expect(socket.types).toEqual(['ERROR', 'DISCONNECT']);
  expect([socket.closed?.code, stage.gateway.sockets, stage.presence]).toEqual([4003, 0, []]);
});

test('a session whose end nobody told is found within a minute', async () => {
  const stage = await new Stage({ limits: { idleTimeoutMs: 1_000_000 } }).start();
  const [anna, berta] = [await stage.authenticated('anna'), await stage.authenticated('berta')];
  stage.dead.add('session anna');
  stage.blocked.set('berta', ['troll']);
  for (let second = 0; second < 62; second++) await stage.run(1000);
  expect([anna.closed?.code, berta.closed]).toEqual([4003, undefined]);
  stage.deliver([notice('world', { from: 'troll' })]);
  await stage.run();
  expect(heard(berta)).toEqual([]);
});

test('what no server of ours would say on the bus does no harm', async () => {
  const bus = new LocalBus((error) => failures.push(error));
  const failures: unknown[] = [];
  const stage = await new Stage({ bus }).start();
  const socket = await stage.authenticated('anna');
  const say = (text: string) => bus.publish(TOLD_TOPIC, new TextEncoder().encode(text));
  for (const text of ['', '{', '{"kind":"dance"}', '{"to":"world","type":"DANCE"}\n{}', 'null\n{}']) say(text);
  stage.deliver([
    { to: 'world', type: 'DANCE', data: {} },
    { to: 'world', type: 'MOVE', data: {} },
    { to: 'world', type: 'INVALID_MESSAGE', data: undefined },
  ]);
  stage.deliver([notice('world')]);
  await stage.run();
  expect([heard(socket), socket.closed]).toEqual([['world'], undefined]);
  expect(stage.log.at('error')).toEqual([1, 2, 3].map(() => 'a notice could not be told'));
  expect(stage.log.at('warn').length + failures.length).toBe(5);
});

test('a stop says goodbye, and takes nobody any more', async () => {
  const stage = await new Stage().start();
  const [anna, silent] = [await stage.authenticated('anna:hero'), stage.socket()];
  await stage.gateway.stop();
  const late = stage.socket();
  await stage.run();
  for (const socket of [anna, silent, late]) expect(socket.closed?.code).toBe(4010);
  expect([stage.gateway.sockets, stage.presence]).toEqual([0, ['began hero', 'ended hero']]);
});
