import { beforeAll, describe, expect, it } from 'vitest';
import { readZip } from '../container/zip-reader.ts';
import type { Code } from '../codes.ts';
import type { Doc } from '../json/canonical.ts';
import { commitmentTo, turnSeed } from '../letters/letter.ts';
import { hashOf, signLetter } from '../letters/signed.ts';
import { newAbsence, newSheet, signRecord } from '../match/compose.ts';
import type { Match } from '../match/match.ts';
import { readRecord } from '../letters/turn-record.ts';
import { forge, relist } from '../testing/forge.ts';
import {
  authorAt,
  crypto,
  deliver,
  letterGame,
  MINUTE,
  newMatch,
  newTable,
  type Person,
  planTurn,
  playTurns,
  type Table,
} from '../testing/play.ts';
import { saveTribal } from './save.ts';
import { openTribal } from './tribal.ts';
import { type Verdict, verifyTribal } from './verify.ts';

const nowMs = 1_770_000_000_000;
const verify = (file: Uint8Array): Promise<Verdict> => verifyTribal(file, letterGame, crypto);
const TURN = (turn: number): string => `events/turn_00000${turn}.json.gz`;

interface LogDoc {
  readonly record: Doc;
  readonly letters: readonly Doc[];
  readonly events: readonly Doc[];
}
const logDoc = (document: Doc): LogDoc => document as unknown as LogDoc;
const changeLetter =
  (kind: string, player: string, change: (letter: Doc) => object) =>
  (document: Doc): object => ({
    ...document,
    letters: logDoc(document).letters.map((one) =>
      one['kind'] === kind && one['player'] === player ? change(one) : one,
    ),
  });
const changeRecord =
  (change: (record: Doc) => object) =>
  (document: Doc): object => ({
    ...document,
    record: { ...logDoc(document).record, ...change(logDoc(document).record) },
  });
const resign = async (letter: Doc, person: Person, changes: object): Promise<Doc> => {
  const { checksum: _c, signature: _s, nonce, ...body } = letter;
  const signed = await signLetter(crypto, letter['kind'] as 'order', { ...body, ...changes }, person.sign);
  return { ...signed, ...(nonce === undefined ? {} : { nonce }) } as unknown as Doc;
};

describe('verify catches', () => {
  let table: Table;
  let match: Match;
  let file: Uint8Array;
  let ben: Person;

  beforeAll(async () => {
    table = await newTable({ players: 3 });
    ben = table.people[1] as Person;
    match = newMatch(table);
    await playTurns(table, match, 5);
    file = saveTribal(match, { nowMs });
  });

  it('nothing in an honest file', async () => {
    expect(await verify(file)).toMatchObject({ sound: true, problems: [], to: 5 });
  });

  const expectCaught = async (forged: Uint8Array, code: Code, turn: number, player?: string): Promise<void> => {
    const { sound, firstBad } = await verify(forged);
    expect({ sound, code: firstBad?.code, turn: firstBad?.turn, player: firstBad?.player }).toEqual({
      sound: false,
      code,
      turn,
      player,
    });
  };
  const sheetOf = (turn: number, player: string): Doc => match.log(turn)?.letters.sheets.get(player)?.letter as Doc;
  const orders = [{ name: 'move', args: { ship: 0, by: 9 } }];

  it('a changed order', async () => {
    const change = changeLetter('order', 'ben', (sheet) => ({ ...sheet, orders }));
    await expectCaught(forge(file, { [TURN(3)]: change }), 'checksum', 3, 'ben');
  });

  it('a changed order with a checksum that fits', async () => {
    const change = changeLetter('order', 'ben', (sheet) => {
      const changed = { ...sheet, orders } as unknown as Doc;
      return { ...changed, checksum: hashOf('order', changed) };
    });
    const honest = forge(file, { [TURN(3)]: change });
    // The record still names the sheet that counted.
    await expectCaught(honest, 'record-differs', 3, 'ben');
    const hash = hashOf('order', { ...sheetOf(3, 'ben'), orders } as unknown as Doc);
    const both = (document: Doc): object =>
      changeRecord((record) => ({
        sheets: (record['sheets'] as readonly Doc[]).map((one) =>
          one['player'] === 'ben' ? { ...one, sheet: hash } : one,
        ),
      }))(change(document) as Doc);
    await expectCaught(forge(file, { [TURN(3)]: both }), 'bad-signature', 3, 'ben');
  });

  it('an order that its own player changed after committing', async () => {
    const changed = await resign(sheetOf(3, 'ben'), ben, { orders: [] });
    const forged = (document: Doc): object =>
      changeRecord((record) => ({
        sheets: (record['sheets'] as readonly Doc[]).map((one) =>
          one['player'] === 'ben' ? { ...one, sheet: changed['checksum'], signature: changed['signature'] } : one,
        ),
      }))(changeLetter('order', 'ben', () => changed)(document) as Doc);
    await expectCaught(forge(file, { [TURN(3)]: forged }), 'commitment-broken', 3, 'ben');
  });

  it('reordered turns', async () => {
    const entries = readZip(file);
    const bytesOf = (turn: number): Uint8Array => entries.find(({ name }) => name === TURN(turn))?.bytes as Uint8Array;
    const swapped = entries.map((entry) => {
      if (entry.name === TURN(2)) return { ...entry, bytes: bytesOf(3) };
      return entry.name === TURN(3) ? { ...entry, bytes: bytesOf(2) } : entry;
    });
    await expectCaught(relist(swapped), 'chain-broken', 2);
    const renumbered = forge(relist(swapped), {
      [TURN(2)]: changeRecord(() => ({ turn: 2 })),
      [TURN(3)]: changeRecord(() => ({ turn: 3 })),
    });
    await expectCaught(renumbered, 'chain-broken', 2);
  });

  it('a swapped player', async () => {
    const swapped = changeRecord((record) => {
      const [a, b, c] = record['sheets'] as readonly Doc[] as readonly [Doc, Doc, Doc];
      return {
        sheets: [
          { ...a, sheet: b['sheet'], signature: b['signature'] },
          { ...b, sheet: a['sheet'], signature: a['signature'] },
          c,
        ],
      };
    });
    await expectCaught(forge(file, { [TURN(2)]: swapped }), 'wrong-player', 2, 'ada');
    const renamed = (document: Doc): object => ({
      ...document,
      letters: logDoc(document).letters.map((one) => {
        const to = one['player'] === 'ada' ? 'ben' : one['player'] === 'ben' ? 'ada' : undefined;
        if (to === undefined) return one;
        const changed = { ...one, player: to } as Doc;
        return { ...changed, checksum: hashOf(one['kind'] as 'order', changed) };
      }),
    });
    const { firstBad } = await verify(forge(file, { [TURN(2)]: renamed }));
    expect(firstBad).toMatchObject({ turn: 2, forged: true });
  });

  it('replaced rules', async () => {
    const rules = 'ab'.repeat(32);
    await expectCaught(forge(file, { [TURN(4)]: changeRecord(() => ({ rules })) }), 'rules-replaced', 4);
    await expectCaught(forge(file, { 'genesis.json': (genesis) => ({ ...genesis, rules }) }), 'bad-genesis', 0, 'ada');
  });

  it('doctored rules by what they lead to', async () => {
    const doctored = { ...letterGame, game: { ...letterGame.game, tick: () => undefined } };
    const other = new (match.constructor as typeof Match)(doctored, table.genesis, crypto);
    await playTurns(table, other, 1);
    const { firstBad } = await verify(saveTribal(other, { nowMs }));
    expect(firstBad).toMatchObject({ code: 'state-differs', turn: 1 });
  });

  it('a re-rolled seed', async () => {
    const seed = turnSeed('00'.repeat(32), []);
    await expectCaught(forge(file, { [TURN(4)]: changeRecord(() => ({ seed })) }), 'seed-rerolled', 4);
  });

  it('a re-rolled share of the dice', async () => {
    const rerolled = await resign(sheetOf(5, 'ben'), ben, { r: Buffer.alloc(32, 1).toString('base64url') });
    const forged = (document: Doc): object =>
      changeRecord((record) => ({
        sheets: (record['sheets'] as readonly Doc[]).map((one) =>
          one['player'] === 'ben' ? { ...one, sheet: rerolled['checksum'], signature: rerolled['signature'] } : one,
        ),
      }))(changeLetter('order', 'ben', () => rerolled)(document) as Doc);
    await expectCaught(forge(file, { [TURN(5)]: forged }), 'commitment-broken', 5, 'ben');
  });

  it('a withheld reveal, as the strike that it is', async () => {
    const other = newMatch(table);
    const { commits, sheets } = await planTurn(table, other);
    await deliver(other, [...commits, sheets[0] as Doc, sheets[2] as Doc]);
    for (const i of [0, 2]) {
      const author = authorAt(table.people[i] as Person, other.openedMs + 40 * MINUTE);
      await deliver(other, [await newAbsence(other, author, { phase: 'order', missing: ['ben'] })]);
    }
    other.close();
    const honest = saveTribal(other, { nowMs });
    expect(await verify(honest)).toMatchObject({
      sound: true,
      problems: [{ code: 'reveal-withheld', turn: 1, player: 'ben', forged: false }],
    });
    const unproven = (document: Doc): object => ({
      ...document,
      letters: logDoc(document).letters.filter(({ kind }) => kind !== 'absence'),
    });
    await expectCaught(forge(honest, { [TURN(1)]: unproven }), 'unproven-absence', 1, 'ben');
  });

  it('a reveal that somebody else leaves out', async () => {
    const left = (document: Doc): object =>
      changeRecord((record) => ({
        sheets: (record['sheets'] as readonly Doc[]).map((one) =>
          one['player'] === 'ben' ? { player: 'ben', status: 'absent', missed: 1, last: 2 } : one,
        ),
      }))({
        ...document,
        letters: logDoc(document).letters.filter(({ kind, player }) => kind !== 'order' || player !== 'ben'),
      });
    await expectCaught(forge(file, { [TURN(3)]: left }), 'unproven-absence', 3, 'ben');
  });

  it('two different signed sheets', async () => {
    const escrow = await newTable({ players: 2, mode: 'escrow' });
    const cheated = newMatch(escrow);
    const author = authorAt(escrow.people[1] as Person, cheated.openedMs + MINUTE);
    for (let i = 0; i < 2; i++)
      await cheated.accept(await newSheet(cheated, author, { orders: [], random: escrow.random.bytes(64) }));
    expect(cheated.proofs).toHaveLength(1);
    const proven = saveTribal(cheated, { nowMs });
    expect(await verify(proven)).toMatchObject({
      sound: true,
      problems: [{ code: 'equivocation', turn: 1, player: 'ben', forged: false }],
    });
    const accused = forge(proven, {
      'proofs.json.gz': (document) => {
        const [proof] = document['proofs'] as readonly Doc[];
        const [a] = (proof as Doc)['letters'] as readonly Doc[];
        return { ...document, proofs: [{ ...proof, letters: [a, a] }] };
      },
    });
    expect((await verify(accused)).firstBad).toMatchObject({ code: 'bad-field', player: 'ben' });
    // Ada signs in Ben's name.
    const framed = await resign(cheated.proofs[0]?.letters[1] as Doc, escrow.people[0] as Person, { timeMs: nowMs });
    const framing = forge(proven, {
      'proofs.json.gz': (document) => {
        const [proof] = document['proofs'] as readonly Doc[];
        const [a] = (proof as Doc)['letters'] as readonly Doc[];
        return { ...document, proofs: [{ ...proof, letters: [a, framed] }] };
      },
    });
    expect((await verify(framing)).firstBad).toMatchObject({ code: 'bad-signature', player: 'ben', turn: 1 });
  });

  it('a replayed commitment', async () => {
    const earlier = match.log(2)?.letters.commits.get('ben')?.value.commitment;
    const replayed = await resign(match.log(4)?.letters.commits.get('ben')?.letter as Doc, ben, {
      commitment: earlier,
    });
    const change = changeLetter('commit', 'ben', () => replayed);
    await expectCaught(forge(file, { [TURN(4)]: change }), 'commitment-replayed', 4, 'ben');
  });

  it.each([
    ['an order after the deadline', 'too-late', (openedMs: number) => openedMs + 50 * MINUTE],
    ['a forged time', 'forged-time', (openedMs: number) => openedMs - 1],
  ] as const)('%s', async (_what, code, timeOf) => {
    const other = newMatch(table);
    await playTurns(table, other, 1);
    const { commits, sheets } = await planTurn(table, other);
    const { openedMs } = other;
    const late = await resign(sheets[1] as Doc, ben, { timeMs: timeOf(openedMs) });
    const commitment = commitmentTo(late, late['nonce'] as string);
    const commit = await resign(commits[1] as Doc, ben, { commitment });
    const kind = { ...late };
    await deliver(other, [commits[0] as Doc, commit, commits[2] as Doc, sheets[0] as Doc, sheets[2] as Doc]);
    // The forger closes the turn with a program that doesn't look at the time.
    expect(await other.accept(kind)).toMatchObject({ code });
    other.letters.sheets.set('ben', { kind: 'order', value: late as never, letter: late, hash: hashOf('order', late) });
    other.close();
    await expectCaught(saveTribal(other, { nowMs }), code, 2, 'ben');
  });

  it('a record whose closing time was changed', async () => {
    const closed = changeRecord((record) => ({ closedMs: (record['closedMs'] as number) + 1 }));
    await expectCaught(forge(file, { [TURN(5)]: closed }), 'forged-time', 5);
  });

  it('a time that the relay did not attest', async () => {
    const escrow = await newTable({ players: 2, mode: 'escrow' });
    const plain = newMatch(escrow);
    await playTurns(escrow, plain, 2);
    const receipt = plain.log(2)?.letters.receipts.get('ada')?.letter as Doc;
    const late = await resign(receipt, escrow.referee as Person, { timeMs: plain.genesis.createdMs + 400 * MINUTE });
    const change = (document: Doc): object => ({
      ...document,
      letters: logDoc(document).letters.map((one) => (one['checksum'] === receipt['checksum'] ? late : one)),
    });
    await expectCaught(forge(saveTribal(plain, { nowMs }), { [TURN(2)]: change }), 'too-late', 2, 'relay');
  });

  it('a record that the relay did not sign', async () => {
    const escrow = await newTable({ players: 2, mode: 'escrow' });
    const plain = newMatch(escrow);
    await playTurns(escrow, plain, 2);
    const honest = saveTribal(plain, { nowMs });
    await expectCaught(
      forge(honest, { [TURN(1)]: changeRecord(() => ({ signatures: {} })) }),
      'record-unsigned',
      1,
      'relay',
    );
    const mark = readRecord(plain.log(2)?.record.letter as Doc).record.signatures['relay'];
    const borrowed = changeRecord(() => ({ signatures: { relay: mark } }));
    await expectCaught(forge(honest, { [TURN(1)]: borrowed }), 'bad-signature', 1, 'relay');
  });

  it('events that did not happen', async () => {
    const change = (document: Doc): object => ({ ...document, events: logDoc(document).events.slice(1) });
    await expectCaught(forge(file, { [TURN(1)]: change }), 'events-differ', 1);
  });

  it('a state that the turns do not lead to', async () => {
    const swapped = forge(file, {
      'initial_state.json.gz': (document) => ({ ...document, state: Buffer.alloc(9).toString('base64') }),
    });
    await expectCaught(swapped, 'state-differs', 0);
  });

  it('a manifest that tells another story', async () => {
    const other = relist(readZip(file), { current_player: 'cho' });
    expect((await verify(other)).firstBad).toMatchObject({ code: 'manifest-differs' });
  });

  it('a turn too many, and one too few', async () => {
    const extra = relist(readZip(file).map((entry) => (entry.name === TURN(5) ? { ...entry, name: TURN(6) } : entry)));
    expect((await verify(extra)).sound).toBe(false);
    const fewer = relist(readZip(file).filter(({ name }) => name !== TURN(5)));
    expect((await verify(fewer)).problems[0]).toMatchObject({ code: 'history-missing' });
  });

  it('nothing in a file that others countersigned', async () => {
    const signed = await signRecord(match.head as never, authorAt(ben, nowMs));
    const again = newMatch(table);
    for (const turn of match.turns) {
      await deliver(
        again,
        [...(match.log(turn)?.letters.commits.values() ?? [])].map(({ letter }) => letter),
      );
      await deliver(
        again,
        [...(match.log(turn)?.letters.sheets.values() ?? [])].map(({ letter }) => letter),
      );
      again.close();
    }
    again.countersigned(signed);
    const better = saveTribal(again, { nowMs, previous: openTribal(file) });
    expect(await verify(better)).toMatchObject({ sound: true });
    expect(openTribal(better).head?.record.signatures).toHaveProperty('ben');
  });
});
