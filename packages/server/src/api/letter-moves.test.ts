/** A match goes from a server into a file, a turn there, and back: on both databases, the refusals on SQLite. */
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import {
  canonicalBytes,
  type Doc,
  LIMITS,
  Match,
  newCommit,
  newOpening,
  newSheet,
  openingEntries,
  openMatch,
  openTribal,
  pastTurns,
  parseJson,
  readGenesis,
  saveTribal,
  signClaim,
  signGenesis,
  verifyTribal,
  WebLetterCrypto,
  type KeyPair,
} from '@rubato/letters';
import type { letterRoutes } from '@rubato/protocol';
import { base64, base64url, fromBase64 } from '@rubato/schema';
import { MOST_MOVED_TURNS, MovedGames } from '@rubato/services';
import { onBothDatabases } from '../../../../tools/provision/both-databases.ts';
import { soak } from '../../../../tools/provision/soak.ts';
import { MOST_ARRIVING, TurnMoves } from '../turns/turn-moves.ts';
import { tallyTurns } from '../turns/testing/tally.ts';
import { answering } from './testing/answering.ts';

const MOVES = [
  'setLetterCard',
  'moveToFile',
  'moveFromFile',
  'seatClaim',
  'claimSeat',
] as const satisfies readonly (keyof typeof letterRoutes)[];
const crypto = new WebLetterCrypto();
const letterGame = { game: tallyTurns.game, bots: { bot: tallyTurns.bot! } };
const adding = (...numbers: number[]) => JSON.stringify(numbers.map((n) => ({ name: 'add', args: { n } })));
const none = '00000000-0000-0000-0000-000000000000';
const wanted = { game: 'tally', title: 'Sums', seats: 2, turnMs: 60_000 };

interface Person {
  readonly player: string;
  readonly accountId: string;
  readonly token: string;
  readonly sign: KeyPair;
  readonly seal: KeyPair;
}

/** Whose database does not answer when the server's keys are first asked for. */
class KeysOnceAway extends MovedGames {
  #asked = false;
  override async keys(...asked: Parameters<MovedGames['keys']>): ReturnType<MovedGames['keys']> {
    if (this.#asked) return super.keys(...asked);
    this.#asked = true;
    throw new Error('away');
  }
}

onBothDatabases((databaseUrl, which) => {
  const { live, answers, call } = answering(databaseUrl, { turnGames: [{ ...tallyTurns, letters: letterGame }] });

  const said = async (...called: Parameters<typeof call>) => {
    const { error, message } = await call(...called);
    return error === 'bad-value' ? String(message) : error;
  };
  const person = async (player: string): Promise<Person> => {
    const { accountId, sessionToken } = await live.guest();
    const [sign, seal] = [await crypto.newSigningPair(), await crypto.newSealingPair()];
    return { player, accountId, token: sessionToken, sign, seal };
  };
  const cardOf = ({ player, sign, seal }: Person) => ({
    player,
    name: player,
    sign: base64url(sign.publicKey),
    seal: base64url(seal.publicKey),
  });
  const submit = async (people: readonly Person[], id: string, turn: number) => {
    for (const [i, { token }] of people.entries())
      expect(await said(token, 'submitOrders', { id, turn, orders: adding(i + 1, 1) })).toBeUndefined();
  };
  /** What the server says of a match after so many turns. */
  const hashesOf = async (id: string) =>
    (
      await live.running.services.database.query('select turn, hash from turn_record where game_id = ? order by turn', [
        id,
      ])
    ).rows.map(({ hash }) => hash);

  const begun = async (people: readonly [Person, Person]) => {
    const { id } = await call(people[0].token, 'createTurnGame', wanted);
    await call(people[1].token, 'joinTurnGame', { id });
    return id as string;
  };
  const leave = async (people: readonly Person[], id: string) => {
    for (const each of people) await call(each.token, 'setLetterCard', { id, ...cardOf(each) });
    return call(people[0]!.token, 'moveToFile', { id, mode: 'peer' });
  };
  const enter = (token: string, file: Uint8Array) =>
    call(token, 'moveFromFile', { file: base64(file), turnMs: 60_000 });

  /** Signs what the server made, plays one turn by letters, and saves it. */
  async function playByFile(people: readonly Person[], file: Uint8Array): Promise<Uint8Array> {
    const tribal = openTribal(file);
    let genesis = tribal.genesis.letter;
    for (const { player, sign } of people) genesis = await signGenesis(crypto, genesis, player, sign);
    const match = new Match(letterGame, readGenesis(genesis), crypto);
    const letters: { commits: Doc[]; sheets: Doc[] } = { commits: [], sheets: [] };
    for (const [i, { player, sign }] of people.entries()) {
      const author = { player, pair: sign, crypto, nowMs: match.openedMs + 1 };
      const orders = JSON.parse(adding(2, i)) as { name: string; args: Doc }[];
      const sheet = await newSheet(match, author, { orders, random: new Uint8Array(64).fill(i + 1) });
      letters.sheets.push(sheet);
      letters.commits.push(await newCommit(match, author, sheet));
    }
    for (const letter of [...letters.commits, ...letters.sheets])
      expect(await match.accept(letter)).toMatchObject({ ok: true });
    match.close();
    return saveTribal(match, { nowMs: match.openedMs, previous: tribal });
  }

  test('server, file, a turn there, server, a turn there, file again: one history throughout', async () => {
    const people = [await person('ada'), await person('ben')] as const;
    const [ada, ben] = people;
    const id = await begun(people);
    await submit(people, id, 1);
    const hashes = await hashesOf(id);
    expect(await said(ada.token, 'moveToFile', { id, mode: 'peer' })).toBe('conflict');
    const left = await leave(people, id);
    const file = fromBase64(left['file'] as string);
    // Nobody has signed it yet: it is its server's word, and holds.
    expect(await verifyTribal(file, letterGame, crypto)).toMatchObject({ sound: true, problems: [], from: 1, to: 1 });
    expect(await call(ben.token, 'moveToFile', { id, mode: 'host' })).toEqual(left);
    expect(await said(ada.token, 'submitOrders', { id, turn: 2, orders: '[]' })).toBe('conflict');

    const played = await playByFile(people, file);
    expect(await verifyTribal(played, letterGame, crypto)).toMatchObject({ sound: true, problems: [], to: 2 });
    const { match } = await openMatch(openTribal(played), letterGame, crypto);
    hashes.push(match.machine.hash());

    const back = await enter(ben.token, played);
    expect(back).toMatchObject({ match: match.id, turn: 3 });
    expect(await enter(ada.token, played)).toEqual(back);
    const next = back['id'] as string;
    // Their accounts are known from before: nobody has to claim anything.
    expect(await call(ada.token, 'turnGame', { id: next })).toMatchObject({ status: 'your-turn', turn: 3, seat: 1 });
    expect(await hashesOf(next)).toEqual(hashes);
    for (const turn of [1, 2]) {
      const film = JSON.parse(
        ((await call(ada.token, 'turnFilm', { id: next, turn }))['film'] as string[]).join(''),
      ) as {
        frames: { patch: { clock?: { dice?: number } } }[];
      };
      expect(film.frames.at(-1)?.patch.clock).toBeDefined();
    }
    await live.restart();
    await submit(people, next, 3);
    const all = await hashesOf(next);
    expect(all.slice(0, 2)).toEqual(hashes);

    const again = await leave(people, next);
    const whole = fromBase64(again['file'] as string);
    expect(await verifyTribal(whole, letterGame, crypto)).toMatchObject({ sound: true, problems: [], to: 3 });
    expect(await verifyTribal(whole, letterGame, crypto, { moves: LIMITS.moves })).toMatchObject({
      firstBad: { code: 'moves' },
    });
    const third = new Match(letterGame, openTribal(whole).genesis, crypto);
    expect([third.machine.turn, third.machine.hash()]).toEqual([3, all[2]]);
    expect(await verifyTribal(await playByFile(people, whole), letterGame, crypto)).toMatchObject({
      sound: true,
      to: 4,
    });
  });

  test('strangers claim the seats of a file by their keys; the turn opens with the last of them', async () => {
    const [ada, ben] = [await person('ada'), await person('ben')];
    const id = await begun([ada, ben]);
    const left = await leave([ada, ben], id);
    const file = await playByFile([ada, ben], fromBase64(left['file'] as string));
    const { database } = live.running.services;
    await database.batch([{ sql: 'delete from turn_game where id = ?', values: [id] }]);
    const accounts = [await person('ada'), await person('ben')] as const;
    const { id: game, match } = (await enter(accounts[0].token, file)) as { id: string; match: string };
    const claim = async (who: Person, keys: Person, changes: object = {}) => {
      expect(await call(who.token, 'seatClaim', { id: game })).toEqual({ match, game, account: who.accountId });
      const words = { match, game, account: who.accountId, player: keys.player, ...changes };
      return said(who.token, 'claimSeat', {
        id: game,
        player: keys.player,
        signature: await signClaim(crypto, words, keys.sign),
      });
    };
    expect(await claim(accounts[0], ada, { account: none })).toBe('not-allowed');
    expect(await claim(accounts[0], { ...ada, sign: ben.sign })).toBe('not-allowed');
    expect(await claim(accounts[0], { ...ada, player: 'eve' })).toBe('not-found');
    expect(await said(accounts[0].token, 'seatClaim', { id: none })).toBe('not-found');
    expect(await said(accounts[0].token, 'claimSeat', { id: none, player: 'ada', signature: 'x' })).toBe('not-found');
    for (let times = 0; times < 2; times++) expect(await claim(accounts[0], ada)).toBeUndefined();
    expect(await claim(accounts[1], ada)).toBe('conflict');
    expect(await call(accounts[0].token, 'turnGame', { id: game })).not.toHaveProperty('deadlineMs');
    expect(await claim(accounts[1], ben)).toBeUndefined();
    expect(await call(accounts[0].token, 'turnGame', { id: game })).toHaveProperty('deadlineMs');
    await submit(accounts, game, 2);
    expect(await call(accounts[1].token, 'turnGame', { id: game })).toMatchObject({ turn: 3 });
  });

  // What files are refused for is no matter of the database.
  if (which === 'postgres' && !soak) return;

  test('what was forged is refused with its code; nothing is there afterwards', async () => {
    const people = [await person('ada'), await person('ben')] as const;
    const id = await begun(people);
    await submit(people, id, 1);
    expect(await said(people[0].token, 'setLetterCard', { id, ...cardOf(people[0]), player: 'A!' })).toContain('card');
    expect(await said((await person('eve')).token, 'setLetterCard', { id, ...cardOf(people[0]) })).toBe('not-found');
    expect(await said(people[0].token, 'moveToFile', { id: none, mode: 'peer' })).toBe('not-found');
    for (const each of people) await call(each.token, 'setLetterCard', { id, ...cardOf(each) });
    expect(await said(people[0].token, 'moveToFile', { id, mode: 'host' })).toContain('bad-genesis');
    const left = await leave(people, id);
    const file = fromBase64(left['file'] as string);
    const tribal = openTribal(file);
    const match = new Match(letterGame, tribal.genesis, crypto);
    const attached = [...tribal.unknown];
    const entry = attached.find(({ name }) => name === 'opening.json.gz')!;
    const forged = (bytes: Uint8Array) => saveTribal(match, { nowMs: 0, attached: [{ ...entry, bytes }] });
    const opening = parseJson(gunzipSync(entry.bytes), 'opening') as Doc;
    const orders = (opening['turns'] as unknown as { orders: object[] }[])[0]!.orders;
    const changed = { ...opening, turns: [{ ...(opening['turns'] as object[])[0], orders: orders.slice(1) }] } as Doc;
    expect(await enter(people[0].token, forged(openingEntries(changed, undefined)[0]!.bytes))).toMatchObject({
      error: 'bad-value',
      message: expect.stringContaining('checksum') as string,
    });
    const { host: _h, v: _v, kind: _k, checksum: _c, signature: _s, ...body } = opening;
    const [stranger, bodyOf] = [people[0].sign, body as unknown as Parameters<typeof newOpening>[1]];
    const signedAs = async (host: string, turns = bodyOf.turns) =>
      forged(openingEntries(await newOpening(crypto, { ...bodyOf, host, turns }, stranger), undefined)[0]!.bytes);
    for (const [bytes, code] of [
      [await signedAs(opening['host'] as string), 'opening-differs'],
      [await signedAs(base64url(stranger.publicKey)), 'opening-differs'],
      [
        await signedAs(base64url(stranger.publicKey), Array(LIMITS.openingTurns + 1).fill(bodyOf.turns[0]) as never),
        'bad-field',
      ],
    ] as const)
      expect(String((await enter(people[0].token, bytes))['message'])).toContain(code);
    const alone = saveTribal(match, { nowMs: 0 });
    for (const [bytes, code] of [
      [file.map((byte, i) => (i === file.length >> 1 ? byte ^ 1 : byte)), 'zip-'],
      [alone, 'history-missing'],
      [file, 'bad-genesis'],
      [canonicalBytes({}), 'zip-end'],
    ] as const)
      expect(String((await enter(people[0].token, bytes))['message'])).toContain(code);
    expect(await said(people[0].token, 'moveFromFile', { file: '', turnMs: 1 })).toContain('turnMs');
    const { rows } = await live.running.services.database.query(
      `select 1 as one from turn_file where way = 'in' and match_id = ?`,
      [match.id],
    );
    expect(rows).toEqual([]);
  });

  test('a long file is played again with a pause before each turn; only a few files wait for theirs', async () => {
    const people = [await person('ada'), await person('ben')] as const;
    const id = await begun(people);
    for (let turn = 1; turn <= 12; turn++)
      for (const { token } of people) await call(token, 'submitOrders', { id, turn, orders: adding(0) });
    const file = await playByFile(people, fromBase64((await leave(people, id))['file'] as string));
    let pauses = 0;
    const pause = async () => void pauses++;
    await verifyTribal(file, letterGame, crypto, { pause });
    expect(pauses).toBe(13);
    await pastTurns(openTribal(file), { letterGame, crypto, pause });
    expect(pauses).toBe(26);
    const { moves } = live.running.services.turns;
    const account = people[0].accountId;
    const arriving = Array.from({ length: MOST_ARRIVING }, () => moves.enter(account, file, 60_000));
    await expect(moves.enter(account, file, 60_000)).rejects.toMatchObject({ code: 'overloaded' });
    const ids = (await Promise.all(arriving)).map((each) => each.id);
    expect(new Set(ids).size).toBe(1);
    expect(await said(people[0].token, 'moveFromFile', { file: base64(file), turnMs: 60_000 })).toBeUndefined();
  });

  test('a seat of the computer goes along into the file and back, played by it all the way', async () => {
    const [ada, ben] = [await person('ada'), await person('ben')] as const;
    const id = await begun([ada, ben]);
    await submit([ada, ben], id, 1);
    await call(ben.token, 'setLetterCard', { id, ...cardOf(ben) });
    await call(ben.token, 'resignTurnGame', { id });
    expect(await said(ben.token, 'setLetterCard', { id, ...cardOf(ben) })).toBe('not-found');
    const mute = new TurnMoves(new MovedGames({ database: live.running.services.database } as never), [
      { ...tallyTurns, letters: { game: tallyTurns.game } },
    ]);
    await mute.setCard(ada.accountId, id, cardOf(ada));
    await expect(mute.leave(ada.accountId, { gameId: id, mode: 'peer' })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('by letters') as string,
    });
    const away = new KeysOnceAway({ database: live.running.services.database } as never);
    const moves = new TurnMoves(away, [{ ...tallyTurns, letters: letterGame }]);
    await expect(moves.leave(ada.accountId, { gameId: id, mode: 'peer' })).rejects.toThrow('away');
    const { bytes } = await moves.leave(ada.accountId, { gameId: id, mode: 'peer' });
    const file = fromBase64((await leave([ada], id))['file'] as string);
    expect(Buffer.from(bytes).equals(Buffer.from(file))).toBe(true);
    const { genesis } = openTribal(file).genesis;
    expect(genesis).toMatchObject({ v: 3, computers: ['computer-2'], limits: { standIn: 'bot' } });
    expect(genesis.players[1]).toMatchObject({ seat: 2, name: 'Computer' });
    expect(await verifyTribal(file, letterGame, crypto)).toMatchObject({ sound: true, problems: [], to: 1 });
    const played = await playByFile([ada], file);
    expect(await verifyTribal(played, letterGame, crypto)).toMatchObject({ sound: true, problems: [], to: 2 });

    const back = (await enter(ada.token, played))['id'] as string;
    // Nobody has to claim the computer's seat, and nobody can.
    const seen = await call(ada.token, 'turnGame', { id: back });
    expect(seen).toMatchObject({ status: 'your-turn', turn: 3, seat: 1 });
    expect((seen['seats'] as object[])[1]).toMatchObject({ seat: 2, by: 'ai', resigned: false });
    await expect(
      new MovedGames({ database: live.running.services.database } as never).claim(ben.accountId, back, 2),
    ).rejects.toMatchObject({ code: 'conflict' });
    await submit([ada], back, 3);
    const whole = fromBase64((await leave([ada], back))['file'] as string);
    expect(await verifyTribal(whole, letterGame, crypto)).toMatchObject({ sound: true, problems: [], to: 3 });
    const { turns } = await pastTurns(openTribal(whole), { letterGame, crypto });
    const computers = turns.map(({ sheets }) => sheets.find(({ seat }) => seat === 2));
    const one = [{ name: 'add', args: { n: 1 } }];
    expect(computers.slice(1)).toEqual([
      { seat: 2, by: 'ai', orders: one },
      { seat: 2, by: 'ai', orders: one },
    ]);
  });

  test('a substitute has to agree to the move again', async () => {
    const [ada, ben, eve] = [await person('ada'), await person('ben'), await person('eve')] as const;
    const { id } = await call(ada.token, 'createTurnGame', { ...wanted, standIn: 'substitute' });
    await call(ben.token, 'joinTurnGame', { id });
    for (const each of [ada, ben]) await call(each.token, 'setLetterCard', { id, ...cardOf(each) });
    await call(ben.token, 'resignTurnGame', { id });
    await call(eve.token, 'joinTurnGame', { id });
    expect((await call(ada.token, 'moveToFile', { id, mode: 'peer' }))['message']).toContain('seat 2 has left no card');
    const { file } = await leave([eve], id as string);
    expect(openTribal(fromBase64(file as string)).genesis.genesis.players[1]).toMatchObject({ name: 'eve' });
  });

  test('a game that nobody but the computer plays stays, and one whose seats still wait for their owners', async () => {
    const [ada, ben] = [await person('ada'), await person('ben')] as const;
    const id = await begun([ada, ben]);
    await call(ben.token, 'resignTurnGame', { id });
    await live.running.services.database.batch([
      { sql: 'update turn_seat set player_id = null where game_id = ?', values: [id] },
    ]);
    expect((await call(ada.token, 'moveToFile', { id, mode: 'peer' }))['message']).toContain('plays all seats');
    const two = await begun([ada, ben]);
    const file = await playByFile([ada, ben], fromBase64((await leave([ada, ben], two))['file'] as string));
    await live.running.services.database.batch([{ sql: 'delete from turn_game where id = ?', values: [two] }]);
    const { id: game, match } = (await enter(ada.token, file)) as { id: string; match: string };
    const words = { match, game, account: ada.accountId, player: 'ada' };
    const signature = await signClaim(crypto, words, ada.sign);
    await call(ada.token, 'claimSeat', { id: game, player: 'ada', signature });
    await call(ada.token, 'setLetterCard', { id: game, ...cardOf(ada) });
    const { error, message } = await call(ada.token, 'moveToFile', { id: game, mode: 'peer' });
    expect([error, message]).toEqual(['conflict', expect.stringContaining('seat 2 still waits')]);
  });

  test('a game that is over is a file for whoever played it, without anybody’s card', async () => {
    const people = [await person('ada'), await person('ben')] as const;
    const id = await begun(people);
    for (let turn = 1; (await call(people[0].token, 'turnGame', { id }))['phase'] !== 'over'; turn++)
      await submit(people, id, turn);
    const { turn, file } = await call(people[1].token, 'moveToFile', { id, mode: 'peer' });
    expect(turn).toBeGreaterThan(1);
    const bytes = fromBase64(file as string);
    expect(await verifyTribal(bytes, letterGame, crypto)).toMatchObject({ sound: true, problems: [], to: turn });
    const { match } = await openMatch(openTribal(bytes), letterGame, crypto);
    expect([match.over, match.machine.turn]).toEqual([true, turn]);
    const stranger = await person('eve');
    expect(await said(stranger.token, 'moveToFile', { id, mode: 'peer' })).toBe('not-found');
  });

  test('nobody brings more games than they may play, nor longer ones', async () => {
    const people = [await person('ada'), await person('ben')] as const;
    const file = await playByFile(people, fromBase64((await leave(people, await begun(people)))['file'] as string));
    const { database } = live.running.services;
    const other = (await call(people[1].token, 'createTurnGame', wanted))['id'] as string;
    const sql = 'insert into turn_seat (game_id, seat, player_id) values (?, ?, ?)';
    const seats = Array.from({ length: 50 }, (_, i) => ({ sql, values: [other, 10 + i, people[0].accountId] }));
    await database.batch(seats);
    expect(await said(people[0].token, 'moveFromFile', { file: base64(file), turnMs: 60_000 })).toBe('limit-reached');
    const games = new MovedGames({ database } as never);
    const long = { file: {}, turns: Array(MOST_MOVED_TURNS + 1) } as never;
    await expect(games.enter(people[0].accountId, long)).rejects.toMatchObject({ code: 'limit-reached' });
  });

  test('every answer of a move was seen', () => {
    expect(answers.unseenOwn(MOVES)).toEqual([]);
  });
});
