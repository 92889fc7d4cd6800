import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { call, callJson } from '../testing/call.ts';
import { freshFolder } from '../testing/folder.ts';

interface Setting {
  readonly name: string;
  readonly value: string;
  readonly source: { readonly layer: string; readonly from: string };
  readonly overruled: readonly { readonly from: string }[];
}

const named = (settings: readonly Setting[], name: string): Setting | undefined =>
  settings.find((setting) => setting.name === name);

describe('config', () => {
  it('shows every setting with its value', async () => {
    const { code, out } = await call(['config'], { directory: freshFolder() });
    expect(code).toBe(0);
    expect(out).toMatch(/^port +8788$/m);
    expect(out).toMatch(/^httpPort +–$/m);
  });

  it('explains that flag wins over environment, environment over file, file over default', async () => {
    const directory = freshFolder();
    const file = join(directory, 'rubato.json');
    writeFileSync(file, JSON.stringify({ port: 1001, seats: 3, region: 'here' }));
    const environment = { RUBATO_PORT: '1002', RUBATO_SEATS: '5' };
    const { code, out } = await call(['config', '--port', '1003', '--explain'], { directory, environment });
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^port +1003 +flag --port, over RUBATO_PORT, ${file}$`, 'm'));
    expect(out).toMatch(new RegExp(`^seats +5 +environment RUBATO_SEATS, over ${file}$`, 'm'));
    expect(out).toMatch(new RegExp(`^region +here +file ${file}$`, 'm'));
    expect(out).toMatch(/^adminPort +8790 +default$/m);
  });

  it('says the same as JSON', async () => {
    const { value } = await callJson(['config', '--no-bots', '--port', '1003'], {
      directory: freshFolder(),
      environment: { RUBATO_PORT: '1002' },
    });
    expect(named(value!, 'port')).toMatchObject({
      value: '1003',
      source: { layer: 'flag', from: '--port' },
      overruled: [{ from: 'RUBATO_PORT' }],
    });
    expect(named(value!, 'bots')).toMatchObject({ value: 'false', source: { layer: 'flag' } });
    expect(named(value!, 'data')).toMatchObject({ value: 'data', source: { layer: 'default' } });
  });

  it('shows what client commands use', async () => {
    const environment = { RUBATO_URL: 'wss://play.example' };
    const { out } = await call(['config', '--client', '--explain'], { directory: freshFolder(), environment });
    expect(out).toMatch(/^url +wss:\/\/play\.example +environment RUBATO_URL$/m);
    expect(out).not.toMatch(/^port /m);
  });

  it('reads another file when told to, and says which is missing', async () => {
    const directory = freshFolder();
    writeFileSync(join(directory, 'other.json'), '{ "port": 7 }');
    expect((await call(['config', '--config', 'other.json'], { directory })).out).toMatch(/^port +7$/m);
    const { code, err } = await call(['config', '--config', 'none.json'], { directory });
    expect(code).toBe(2);
    expect(err).toContain(`${join(directory, 'none.json')}: cannot be read`);
  });

  it('names every problem at once, each with its place and what to write', async () => {
    const directory = freshFolder();
    writeFileSync(join(directory, 'rubato.json'), '{ "prot": 1, "commitMs": 0 }');
    const environment = { RUBATO_BOTS: 'perhaps' };
    const { code, err } = await call(['config', '--port', '-1'], { directory, environment });
    expect(code).toBe(2);
    expect(err).toContain('--port: port must be a whole number from 0 to 65535');
    expect(err).toContain('RUBATO_BOTS: bots must be true or false');
    expect(err).toContain('rubato.json: there is no setting prot; did you mean port?');
    expect(err).toContain('rubato.json: commitMs must be a whole number from 1 to 1000');
  });
});
