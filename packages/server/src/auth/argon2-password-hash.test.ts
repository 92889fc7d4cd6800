import { describe, expect, it } from 'vitest';
import { PasswordHashOverloaded } from '@rubato/ports';
import { ARGON2_COST, Argon2PasswordHash } from './argon2-password-hash.ts';
import { Semaphore } from './semaphore.ts';

const CHEAP = { memoryKiB: 64, passes: 1, lanes: 1 };

describe('argon2id hashes', () => {
  it('carry 19 MiB, two passes and one lane, and a salt of their own', async () => {
    const passwords = new Argon2PasswordHash();
    const [one, other] = [await passwords.hash('secret'), await passwords.hash('secret')];
    expect(ARGON2_COST).toEqual({ memoryKiB: 19_456, passes: 2, lanes: 1 });
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(other);
    expect(await passwords.verify(one, 'secret')).toBe(true);
    expect(await passwords.verify(one, 'Secret')).toBe(false);
  });

  it.each(['', 'secret', '$argon2id$', '$2b$10$abcdefghijklmnopqrstuv', '$argon2id$v=19$m=64,t=1,p=1$!!!$???'])(
    'are not %j, which matches no password and is due for a new hash',
    async (text) => {
      const passwords = new Argon2PasswordHash(CHEAP);
      expect(await passwords.verify(text, 'secret')).toBe(false);
      expect(passwords.needsRehash(text)).toBe(true);
    },
  );

  it('are due for a new one when any parameter has risen, not when one has fallen', async () => {
    const stored = await new Argon2PasswordHash({ memoryKiB: 64, passes: 2, lanes: 1 }).hash('secret');
    const due = (cost: object) =>
      new Argon2PasswordHash({ memoryKiB: 64, passes: 2, lanes: 1, ...cost }).needsRehash(stored);
    expect([due({}), due({ memoryKiB: 128 }), due({ passes: 3 }), due({ passes: 1 })]).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('are made beside the event loop, which turns on for the rooms meanwhile', async () => {
    const passwords = new Argon2PasswordHash({ memoryKiB: 65_536, passes: 4 });
    let turns = 0;
    let hashed = false;
    const turn = () => {
      turns++;
      if (!hashed) setImmediate(turn);
    };
    setImmediate(turn);
    const hashes = [1, 2, 3].map((at) => passwords.hash(`secret ${at}`));
    await Promise.all(hashes);
    hashed = true;
    // On the loop's own thread each hash would hold it for as long as it takes: a handful of turns.
    expect(turns).toBeGreaterThan(100);
  });

  it('are refused at once when as many run and wait as may, and taken again afterwards', async () => {
    const passwords = new Argon2PasswordHash({ ...CHEAP, concurrent: 1, waiting: 2 });
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => passwords.hash('secret')));
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    expect((outcomes[4] as PromiseRejectedResult).reason).toBeInstanceOf(PasswordHashOverloaded);
    expect(await passwords.hash('secret')).toMatch(/^\$argon2id/);
  });
});

describe('a semaphore', () => {
  it('lets so many in at once and the others in their order', async () => {
    const semaphore = new Semaphore(2, 10);
    const entered: number[] = [];
    const releases: (() => void)[] = [];
    for (let index = 0; index < 4; index++)
      void semaphore.take().then((release) => {
        entered.push(index);
        releases.push(release!);
      });
    await settled();
    expect(entered).toEqual([0, 1]);
    releases[0]!();
    releases[0]!();
    await settled();
    expect(entered).toEqual([0, 1, 2]);
    releases[1]!();
    await settled();
    expect(entered).toEqual([0, 1, 2, 3]);
  });
});

const settled = () => new Promise((resolve) => setImmediate(resolve));
