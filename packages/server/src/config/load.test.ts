import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { explainConfig, flagSpecs, settingsTable } from './explain.ts';
import { ConfigRefused, loadClientConfig, loadServerConfig, type Inputs } from './load.ts';
import { environmentOf, flagOf } from './names.ts';
import { clientSettings, serverSettings } from './settings.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'rubato-config-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function file(values: unknown, name = 'rubato.json'): string {
  const path = join(directory, name);
  writeFileSync(path, typeof values === 'string' ? values : JSON.stringify(values));
  return path;
}

function load(inputs: Inputs = {}) {
  return loadServerConfig({ environment: {}, directory, ...inputs });
}

function problems(inputs: Inputs): readonly string[] {
  try {
    load(inputs);
  } catch (error) {
    if (error instanceof ConfigRefused) return error.problems;
    throw error;
  }
  throw new Error('nothing was refused');
}

test('without anything given every setting has its default', () => {
  const { config, explained } = load();
  for (const [name, setting] of Object.entries(serverSettings))
    expect(config[name as keyof typeof config]).toEqual(setting.default);
  expect(new Set(explained.map(({ source }) => source.layer))).toEqual(new Set(['default']));
});

test('a flag wins over the environment, that over the file, and that over the default', () => {
  const path = file({ port: 3, region: 'file', seats: 3 });
  const { config, explained } = load({ flags: { port: '1' }, environment: { RUBATO_PORT: '2', RUBATO_REGION: 'env' } });
  expect([config.port, config.region, config.seats, config.host]).toEqual([1, 'env', 3, '127.0.0.1']);
  expect(explained.find(({ name }) => name === 'port')).toMatchObject({
    value: '1',
    source: { layer: 'flag', from: '--port' },
    overruled: [{ from: 'RUBATO_PORT' }, { from: path }],
  });
});

test('each kind of setting reads from text and from the file', () => {
  const environment = {
    RUBATO_ORIGINS: 'https://a.example, http://b.example:81',
    RUBATO_REGIONS: 'eu-central=wss://eu.example,us-east=wss://us.example/ws',
    RUBATO_BOTS: 'off',
    RUBATO_LOG_LEVEL: 'debug',
    RUBATO_TLS_CERT: 'c.pem',
    RUBATO_TLS_KEY: 'k.pem',
    RUBATO_HTTP_PORT: '8789',
    RUBATO_PROXIES: '',
  };
  const written = {
    origins: ['https://a.example', 'http://b.example:81'],
    regions: [
      { id: 'eu-central', url: 'wss://eu.example' },
      { id: 'us-east', url: 'wss://us.example/ws' },
    ],
    bots: false,
    logLevel: 'debug',
    tlsCert: 'c.pem',
    tlsKey: 'k.pem',
    httpPort: 8789,
    proxies: [],
  };
  expect(load({ environment }).config).toMatchObject(written);
  file({ ...written, regions: { 'eu-central': 'wss://eu.example', 'us-east': 'wss://us.example/ws' } });
  expect(load().config).toMatchObject(written);
  expect(load({ flags: { bots: false, origins: ['https://a.example', 'http://b.example:81'] } }).config).toMatchObject({
    bots: false,
    origins: written.origins,
  });
});

test('every problem is reported at once, each with its place and what to write instead', () => {
  const path = file({ port: '80', seats: 0, prot: 1, nonsense: 2 });
  const found = problems({
    flags: { commitMs: '5000', tickHz: '1.5' },
    environment: { RUBATO_SYNC: 'maybe', RUBATO_ORIGINS: 'play.example', RUBATO_REGIONS: 'EU=http://x' },
  });
  expect(found).toEqual([
    `${path}: there is no setting prot; did you mean port?`,
    `${path}: there is no setting nonsense; rubato config --explain lists them all`,
    `${path}: port must be a whole number from 0 to 65535`,
    expect.stringMatching(/^RUBATO_REGIONS: regions holds EU=http:\/\/x; a region is/),
    expect.stringMatching(/^RUBATO_ORIGINS: origins holds "play.example", which is not an origin such as/),
    `${path}: seats must be a whole number from 1 to 255`,
    '--tick-hz: tickHz must be a whole number from 1 to 120',
    '--commit-ms: commitMs must be a whole number from 1 to 1000',
    'RUBATO_SYNC: sync must be one of full, normal',
  ]);
});

test('a layer that lost is checked too, so that it does not surprise later', () => {
  file({ port: -1 });
  expect(problems({ flags: { port: '1' } })).toHaveLength(1);
});

test('a slip in the environment is refused; names that belong to others are left alone', () => {
  expect(problems({ environment: { RUBATO_PROT: '1' } })).toEqual([
    'environment: there is no setting RUBATO_PROT; did you mean RUBATO_PORT?',
  ]);
  expect(
    load({ environment: { RUBATO_CHROMIUM: '/usr/bin/x', RUBATO_GJS: '/usr/bin/gjs', HOME: '/' } }).config.port,
  ).toBe(8788);
});

test('a file that was named must be there and hold an object; the default one may be missing', () => {
  expect(problems({ flags: { config: 'gone.json' } })[0]).toMatch(/gone\.json: cannot be read .*leave out --config/);
  expect(problems({ environment: { RUBATO_CONFIG: 'gone.json' } })).toHaveLength(1);
  file('[1]', 'list.json');
  expect(problems({ flags: { config: 'list.json' } })[0]).toMatch(/one JSON object/);
  file('{', 'rubato.json');
  expect(problems({})[0]).toMatch(/cannot be read/);
});

test('TLS needs both files', () => {
  expect(problems({ flags: { tlsKey: 'k.pem' } })).toEqual([expect.stringContaining('add --tls-cert FILE')]);
});

test('the names that another document gave mean the same, and ours win over them', () => {
  const environment = { AW_WS_URL: 'ws://aw.example:8788', AW_REGION: 'us-east' };
  expect(loadClientConfig({ environment, directory }).config).toEqual({
    url: 'ws://aw.example:8788',
    region: 'us-east',
  });
  expect(load({ environment }).config.region).toBe('us-east');
  expect(
    loadClientConfig({ environment: { ...environment, RUBATO_URL: 'wss://ours.example' }, directory }).config.url,
  ).toBe('wss://ours.example');
});

test('explaining names the layer and hides passwords', () => {
  const { explained } = load({
    flags: { port: '1' },
    environment: { RUBATO_PORT: '2', RUBATO_REGIONS: 'eu=wss://u:secret@eu.example/' },
  });
  const text = explainConfig(explained);
  expect(text).toMatch(/^port +1 +flag --port, over RUBATO_PORT$/m);
  expect(text).toMatch(/^regions +eu=wss:\/\/u:\*\*\*@eu\.example\/ +environment RUBATO_REGIONS$/m);
  expect(text).toMatch(/^httpPort +– +default$/m);
  expect(JSON.stringify(explained)).not.toContain('secret');
});

test('names follow from the key alone, and a command line can be made from the table', () => {
  expect([flagOf('maxConnectionsPerAddress'), environmentOf('maxConnectionsPerAddress')]).toEqual([
    '--max-connections-per-address',
    'RUBATO_MAX_CONNECTIONS_PER_ADDRESS',
  ]);
  const specs = flagSpecs(serverSettings);
  expect(specs.find(({ flags }) => flags[0] === '--bots')?.flags).toEqual(['--bots', '--no-bots']);
  expect(specs.find(({ flags }) => flags[0] === '--port <value>')?.doc).toMatch(/WebSocket and HTTP/);
  for (const setting of Object.values({ ...serverSettings, ...clientSettings }))
    expect(setting.doc).toMatch(/^[A-Zaf].*\.$/);
  expect(settingsTable(serverSettings)).toContain('| `sync` | `--sync` | `RUBATO_SYNC` | full\\|normal | `full` |');
});
