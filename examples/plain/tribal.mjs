// Reads the match of a `.tribal` file and checks all that needs no rules, written from docs/tribal-format.md:
//   node examples/plain/tribal.mjs FILE
// 0: everything holds, 3: something doesn't.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const ENTRY_BYTES = 16_777_216;

const problems = [];
const check = (good, code, place) => void (good || problems.push(`${code}: ${place}`));

/** The container: the bytes of each entry by its name, as the directory lists them. */
function entriesOf(file) {
  const end = file.length - 22;
  if (end < 0 || file.readUInt32LE(end) !== 0x06054b50) throw new Error('zip-end: cut short, or no .tribal file');
  const entries = new Map();
  let at = file.readUInt32LE(end + 16);
  for (let left = file.readUInt16LE(end + 10); left > 0; left--) {
    const next = at + 46 + file.readUInt16LE(at + 28);
    const local = file.readUInt32LE(at + 42);
    const start = local + 30 + file.readUInt16LE(local + 26);
    entries.set(file.toString('latin1', at + 46, next), file.subarray(start, start + file.readUInt32LE(at + 20)));
    at = next;
  }
  return entries;
}

/** Canonical JSON, RFC 8785. */
function canonical(value) {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const names = Object.keys(value).toSorted();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

const base64 = (text) => Buffer.from(text, 'base64url');
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
/** What is hashed or signed is prefixed by what it is about. */
const about = (domain, ...parts) =>
  Buffer.concat([`rubato letters 1 ${domain}\0`, ...parts].map((part) => Buffer.from(part)));
const OUTSIDE = ['checksum', 'signature', 'signatures', 'nonce'];
/** A letter without the members that stand outside its hash. */
const bare = (letter) =>
  canonical(Object.fromEntries(Object.entries(letter).filter(([name]) => !OUTSIDE.includes(name))));
const said = (letter) => about(letter.kind, bare(letter));

function isSigned(letter, x, signature = '') {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return verify(null, said(letter), key, base64(signature));
}

/**
 * The roster's keys by player; checks that everyone signed the first block. Computers have no keys, and what came from a
 * server is the server's word, which nobody needs to sign before a turn is played by letters.
 */
function signersOf(genesis, turns) {
  const { players, referee, computers = [], signatures } = genesis;
  const people = [...players, ...(referee ? [referee] : [])].filter(({ player }) => !computers.includes(player));
  const waits = (player) => genesis.opening !== undefined && turns === 0 && signatures[player] === undefined;
  for (const { player, sign } of people)
    check(waits(player) || isSigned(genesis, sign, signatures[player]), 'bad-genesis', player);
  return new Map(people.map(({ player, sign }) => [player, sign]));
}

/** What a server ran before the match went on by letters, and the file in which it had come there. */
function checkOpening(opening, before, { history, host }) {
  const hash = sha256(said(opening));
  const isServers = hash === history && hash === opening.checksum && isSigned(opening, host, opening.signature);
  check(isServers, 'opening-differs', 'opening.json.gz');
  check(opening.before === undefined || sha256(before ?? '') === opening.before, 'opening-differs', 'before.tribal');
}

function checkLetter(letter, { prev, match, signers }) {
  const { kind, player, turn } = letter;
  const place = `${kind} of ${player}, turn ${turn}`;
  check(letter.checksum === sha256(said(letter)), 'checksum', place);
  check(letter.match === match && letter.prev === prev, 'wrong-prev', place);
  check(signers.has(player) && isSigned(letter, signers.get(player), letter.signature), 'bad-signature', place);
}

/** That the sheets are those that were committed to, and the dice those of all players' shares. */
function checkSheets({ turn, sheets, seed }, letters, { prev, genesis }) {
  const of = (kind, player) => letters.find((letter) => letter.kind === kind && letter.player === player);
  const shares = [];
  for (const { player, sheet } of sheets) {
    const order = sheet === undefined ? undefined : letters.find(({ checksum }) => checksum === sheet);
    shares.push(order === undefined ? Buffer.alloc(32) : base64(order.r));
    check(order !== undefined || sheet === undefined, 'record-differs', `${player}, turn ${turn}`);
    if (order === undefined || genesis.mode !== 'peer') continue;
    const opened = sha256(about('commitment', base64(order.nonce), bare(order)));
    check(of('commit', player)?.commitment === opened, 'commitment-broken', `${player}, turn ${turn}`);
  }
  check(seed === sha256(about('seed', Buffer.from(prev, 'hex'), ...shares)), 'seed-rerolled', `turn ${turn}`);
}

function main(path) {
  const entries = entriesOf(readFileSync(path));
  const read = (name) => {
    const bytes = entries.get(name);
    return JSON.parse(name.endsWith('.gz') ? gunzipSync(bytes, { maxOutputLength: ENTRY_BYTES }) : bytes);
  };
  const named = (pattern) => [...entries.keys()].filter((name) => pattern.test(name)).map(read);

  for (const { name, sha256: hash } of read('manifest.json').entries)
    check(sha256(entries.get(name) ?? '') === hash, 'entry-differs', name);

  const genesis = read('genesis.json');
  const match = sha256(said(genesis));
  // Past turns: one or several in an entry, the newest first.
  const logs = named(/^events(\/turns?)?_\d/).flatMap((log) => log.turns ?? [log]);
  const signers = signersOf(genesis, logs.length);
  if (genesis.opening) checkOpening(read('opening.json.gz'), entries.get('before.tribal'), genesis.opening);
  console.log(`${genesis.game} ${genesis.gameVersion}, ${genesis.mode} mode: ${[...signers.keys()].join(', ')}`);

  let prev = match;
  for (const { record, letters, events } of logs.toSorted((one, other) => one.record.turn - other.record.turn)) {
    const { turn, sheets } = record;
    check(record.match === match && record.prev === prev, 'chain-broken', `turn ${turn}`);
    check(record.events === sha256(about('events', canonical(events))), 'events-differ', `turn ${turn}`);
    for (const letter of letters) checkLetter(letter, { prev, match, signers });
    checkSheets(record, letters, { prev, genesis });
    console.log(`turn ${turn}: ${sheets.map(({ player, status }) => `${player} ${status}`).join(', ')}`);
    prev = sha256(said(record));
  }
  check(!entries.has('head.json') || prev === sha256(said(read('head.json'))), 'chain-broken', 'head.json');
  for (const { turn, state } of named(/^snapshots\//)) {
    const log = logs.find(({ record }) => record.turn === turn);
    check(log === undefined || log.record.state === sha256(about('state', base64(state))), 'bad-state', `turn ${turn}`);
  }
  return logs.length;
}

const turns = main(process.argv[2]);
for (const problem of problems) console.log(problem);
console.log(problems.length === 0 ? `OK: ${turns} turns; only the rules could say more` : 'NOT OK');
process.exitCode = problems.length === 0 ? 0 : 3;
