// Every way in which a file or a letter is refused, in the order in which it is looked for. The table of the format's page
// is this one.

interface Refusal {
  /** What is wrong. */
  readonly meaning: string;
  /** What the one who meets it does. */
  readonly next: string;
}

const r = (meaning: string, next: string): Refusal => ({ meaning, next });
const AGAIN = 'ask the sender for the file again';
const FORGED = 'reject it: it was forged';
const LATER = 'keep it and try again when more has arrived';
const NEWER = 'use a newer program';
const RULES = 'change the order';

export const codes = {
  // The file.
  'file-size': r('the file is larger than a file may be', 'leave old turns out of the file'),
  encrypted: r('the file is encrypted', 'decrypt it first'),
  'encryption-failed': r(
    'nothing to encrypt for, or more recipients than a file has',
    'name 1 to 32 recipients or a passphrase',
  ),
  'decryption-failed': r('wrong key or passphrase, or changed bytes', 'use the right key, or ask for the file again'),
  // The container.
  'zip-end': r(
    'no end record at the file’s end: cut short, or no .tribal file',
    'recover what is there, or ask for it again',
  ),
  'zip-split': r('an archive of several parts', AGAIN),
  'zip-64': r('ZIP64 sizes', AGAIN),
  'zip-entries': r('more entries than a file may have', AGAIN),
  'zip-directory': r('the directory is not where or what it says', 'recover what is there, or ask for it again'),
  'zip-name': r('a name that entries may not have (paths that lead out among them)', FORGED),
  'zip-twice': r('two entries of one name', FORGED),
  'zip-attributes': r('made for another system', 'use the file as the program saved it'),
  'zip-encrypted': r('an entry encrypted by ZIP', 'use the file as the program saved it'),
  'zip-flags': r('flags that the format doesn’t use', 'use the file as the program saved it'),
  'zip-method': r('an entry compressed by ZIP', 'use the file as the program saved it'),
  'zip-size': r('an entry’s sizes contradict each other or the file', FORGED),
  'zip-entry-size': r('an entry larger than entries may be', FORGED),
  'zip-extra': r('extra fields or comments', 'use the file as the program saved it'),
  'zip-link': r('a link, folder or device', FORGED),
  'zip-gap': r('bytes that belong to no entry, or entries that overlap', FORGED),
  'zip-header': r('directory and local header differ', FORGED),
  'zip-crc': r('an entry is damaged', 'recover the rest, or ask for it again'),
  'gzip-broken': r('an entry is not whole gzip data', 'recover the rest, or ask for it again'),
  'gzip-size': r('an entry inflates to more than it says or may', FORGED),
  'gzip-ratio': r('an entry inflates more than 200-fold', FORGED),
  'total-size': r('the entries inflate to more than a file may hold', FORGED),
  // JSON.
  'json-syntax': r('not JSON in UTF-8', AGAIN),
  'json-depth': r('nested deeper than 64', FORGED),
  'json-nodes': r('more values than a document may have', FORGED),
  'json-special-name': r('a member called __proto__, constructor or prototype', FORGED),
  'json-twice': r('a member twice', FORGED),
  'json-number': r('a number that no double holds', FORGED),
  'json-not-canonical': r('not the canonical form of what it says', AGAIN),
  'letter-size': r('the letter is larger than a letter may be', 'split the orders over several turns'),
  // Schema and version.
  'format-unknown': r('the file has a major version of the format that this program doesn’t know', NEWER),
  'version-unknown': r('the letter has a version that this program doesn’t know', NEWER),
  'unknown-kind': r('no kind of letter', NEWER),
  'bad-field': r('a member is missing or has a value that it can’t have', AGAIN),
  checksum: r('changed on the way: its checksum differs', AGAIN),
  'entry-missing': r(
    'an entry that the file needs or its manifest lists is not there',
    'recover the rest, or ask for it again',
  ),
  'entry-differs': r('an entry is not the one that the manifest lists', FORGED),
  'manifest-differs': r('the manifest contradicts what the file holds', FORGED),
  'bad-genesis': r(
    'the first block contradicts itself, or not everyone signed it',
    'have everyone sign the same first block',
  ),
  'bad-state': r('a saved state is none of this game', AGAIN),
  'other-game': r('another game, or another version of it', 'use the version of the game that the file names'),
  // Match, turn, chain.
  'wrong-match': r('of another match', 'open the match that it belongs to'),
  'match-over': r('the match is over', 'nothing: there is nothing left to order'),
  'match-frozen': r('the game’s own rule failed; the match stands still', 'report it to the makers of the game'),
  'turn-ahead': r('of a turn that isn’t open here yet', LATER),
  'turn-closed': r('of a turn that is closed', 'order for the open turn'),
  'wrong-prev': r('made on another history than this one', 'compare the files: someone’s history was changed'),
  // Roster, status.
  'not-in-roster': r('signed by nobody of this match', FORGED),
  'wrong-mode': r('no letter of this trust mode, or not of this player', FORGED),
  'not-awaited': r('nothing is awaited of this player now', 'wait for your turn'),
  // Signature.
  'bad-signature': r('the signature is not of the player it names', FORGED),
  // Duplicates.
  'already-ordered': r('a sheet of the same or a later revision is there', 'raise the revision to replace it'),
  equivocation: r(
    'two different signed letters where there may be one: a proof is kept',
    'show the proof to the others',
  ),
  // Time.
  'too-late': r('after the deadline', 'nothing: the turn goes on without it'),
  'forged-time': r('claims a time before its turn opened, or in the future', 'set the clock and send it again'),
  'too-early': r('nobody is late yet', LATER),
  'declared-absent': r('everyone else has declared this player absent', 'order for the next turn'),
  // Commitment.
  'commitment-broken': r('not the sheet that was committed to', FORGED),
  'commitment-replayed': r('the commitment is another player’s or another turn’s', FORGED),
  'no-nonce': r('the nonce that opens the commitment is missing', AGAIN),
  // Orders.
  'order-unknown': r('no order of this game', RULES),
  'order-args': r('arguments that the order doesn’t have', RULES),
  'order-refused': r('the rules refuse an order', RULES),
  'sheet-refused': r('the rules refuse an order together with those before it in the sheet', RULES),
  // Records.
  'not-for-you': r('a view for another player', 'give it to whom it names'),
  'not-ready': r('letters of the turn are still missing', LATER),
  'record-differs': r('the turn’s record is not what its letters come to', FORGED),
  'chain-broken': r('a record doesn’t follow the one before', FORGED),
  'record-unsigned': r('the referee’s signature is missing', FORGED),
  'wrong-player': r('a sheet stands under another player’s name', FORGED),
  'seed-rerolled': r('the turn’s dice are not those of the players’ shares', FORGED),
  'rules-replaced': r('the turn was run by other rules than everyone signed', FORGED),
  'state-differs': r('replaying the turn gives another state', FORGED),
  'events-differ': r('replaying the turn gives other events', FORGED),
  'unproven-absence': r('a player is left out, but nobody signed that they were missing', FORGED),
  'opening-differs': r('what a server ran before the match by letters is not what it says', FORGED),
  moves: r('moved from files to a server more often than a file tells', AGAIN),
  // Findings of verify that don't make a file false.
  'reveal-withheld': r('committed, but never showed the sheet', 'a strike: default orders were played'),
  absent: r('ordered nothing in time', 'a strike: default orders were played'),
  'history-missing': r(
    'turns are missing from the file; nothing before them could be verified',
    'ask the others for a file that has them',
  ),
} as const satisfies Readonly<Record<string, Refusal>>;

export type Code = keyof typeof codes;
