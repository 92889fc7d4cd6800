import type { Database } from '@rubato/ports';
import { ManualClock, RecordingLog, SeededRandom } from '@rubato/ports/doubles';
import { Accounts } from '../accounts/accounts.ts';
import type { AccountLimits } from '../accounts/limits.ts';
import { migrate } from '../schema/migrate.ts';
import { CountingPasswords } from './counting-passwords.ts';

export const PASSWORD = 'correct horse battery';

/** The services over a fresh database, with a clock to turn and passwords to count. */
export async function serviceWorld(database: Database, limits: Partial<AccountLimits> = {}) {
  const clock = new ManualClock();
  const log = new RecordingLog();
  const passwords = new CountingPasswords();
  const context = { database, clock, log, passwords, random: new SeededRandom('services') };
  await migrate(database, clock);
  let people = 0;
  const accounts = await Accounts.create(context, limits);
  const world = {
    ...context,
    context,
    accounts,
    sessions: accounts.sessions,
    /** As after a restart: nothing but the database remains. */
    restarted: () => Accounts.create({ ...context, random: new SeededRandom(`restart ${people++}`) }, limits),
    /** A client at an address of its own. */
    client: () => ({ address: `10.0.${people >> 8}.${people++ & 255}`, program: 'test' }),
    register: async (username: string) => {
      const { reply } = await accounts.register({ username, password: PASSWORD }, world.client());
      return { ...reply, caller: await accounts.sessions.authenticate(reply.sessionToken) };
    },
    login: async (username: string, password = PASSWORD) =>
      (await accounts.login({ username, password }, world.client())).reply,
  };
  return world;
}

export type ServiceWorld = Awaited<ReturnType<typeof serviceWorld>>;

/** The code of the refusal, or `done`. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'done';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}
