// What guides say in figures, held to the code; pages with tables made from code have tests beside that.
import { describe, expect, it } from 'vitest';
import { DAILY } from '../packages/server/src/mail/deliver.ts';
import { DATAGRAM_BYTES, MOST_DATAGRAMS } from '../packages/server/src/statsd/statsd-exporter.ts';
import { MOST_SHEET_ORDERS } from '../packages/server/src/turns/turn-sheet.ts';
import { JOB_LIMIT_MS, MOST_WAITING_JOBS } from '../packages/server/src/turns/turn-thread.ts';
import { MOST_ITEMS_HELD } from '../packages/services/src/ledger/holders.ts';
import { MODERATOR_MOST_MS } from '../packages/services/src/moderation/moderation.ts';
import { OPERATOR_TOKEN_MS } from '../packages/services/src/moderation/operators.ts';
import * as post from '../packages/services/src/post/post-office.ts';
import { ENTRY_MOST_MS } from '../packages/services/src/tournaments/tournament.ts';
import { MOST_ENTERED, MOST_ORGANISED } from '../packages/services/src/tournaments/tournaments.ts';
import { MOST_OFFERED_ASSETS, MOST_OFFERED_ITEMS } from '../packages/services/src/trades/offer.ts';
import { MOST_ASKED, MOST_ASKING } from '../packages/services/src/trades/trade-rows.ts';
import { TURN_MS, WATCH_DELAY } from '../packages/services/src/turn-games/new-game.ts';
import { MOST_SPECTATORS, MOST_WATCHED, TOLD_MS } from '../packages/services/src/turn-games/spectators.ts';
import { MOST_SHEET_CHARACTERS } from '../packages/services/src/turn-games/turn-orders.ts';
import { VACATION_MS } from '../packages/services/src/turn-games/vacations.ts';
import { MOST_IN_POOL } from '../packages/services/src/turn-seeks/seek-rows.ts';
import { SEEK_WAIT_MS, WIDENS } from '../packages/services/src/turn-seeks/seek.ts';
import { MOST_SEEKS } from '../packages/services/src/turn-seeks/turn-seeks.ts';
import { textOf } from './snippets/pages.ts';

const DAY_MS = 86_400_000;
const count = (value: number): string => value.toLocaleString('en');

const figures: Readonly<Record<string, readonly string[]>> = {
  'docs/turn-games.md': [
    `a sheet of ${MOST_SHEET_ORDERS} orders in ${count(MOST_SHEET_CHARACTERS)} characters`,
    `turns from ${TURN_MS.least / 1000} seconds to ${TURN_MS.most / DAY_MS} days`,
    `${VACATION_MS / DAY_MS} days of each year`,
    `${WATCH_DELAY.usual} to ${WATCH_DELAY.most}; 0 where the game hides nothing`,
    `It lasts ${TOLD_MS / 60_000} minutes`,
    `${MOST_SPECTATORS} are told of a game, an account of ${MOST_WATCHED} games`,
    `An account has ${MOST_SEEKS} tickets, ${MOST_IN_POOL} wait`,
    `a minute to ${SEEK_WAIT_MS.most / DAY_MS} days`,
    `${WIDENS.by} more every ${WIDENS.everyMs / 60_000} minutes`,
    `\`turnLimitMs\`, ${count(JOB_LIMIT_MS)} by default`,
    `${MOST_WAITING_JOBS} jobs wait`,
  ],
  'docs/economy.md': [
    `Offers hold ${MOST_OFFERED_ASSETS} assets and ${MOST_OFFERED_ITEMS} items at most`,
    `asks for ${MOST_ASKED} trades at once at most, is asked for ${MOST_ASKING}, and holds ${count(MOST_ITEMS_HELD)} items`,
  ],
  'docs/tournaments.md': [
    `An account organises ${MOST_ORGANISED} tournaments and plays in ${MOST_ENTERED} at a time`,
    `entry lasts ${ENTRY_MOST_MS / DAY_MS} days at most`,
    `\`watchDelay\`: 1 to ${WATCH_DELAY.most}`,
  ],
  'docs/matchmaking.md': [
    `bans of at most ${MODERATOR_MOST_MS / DAY_MS} days`,
    `tokens of its own for ${OPERATOR_TOKEN_MS / DAY_MS} days`,
  ],
  'docs/mail-play.md': [
    `holds ${count(post.MOST_PARCELS)} parcels, ${post.MOST_PARCELS_OF_ONE} of one sender, ${post.MAILBOX_BYTES >> 20} MiB`,
    `nobody took after ${post.KEPT_PARCEL_MS / DAY_MS} days`,
    `up to ${post.PARCEL_WAIT_MS / 1000} s at a time`,
  ],
  'docs/operations.md': [
    `At most ${MOST_DATAGRAMS} datagrams of ${count(DATAGRAM_BYTES)} bytes`,
    `at most ${DAILY.mail.tokens} mails, ${DAILY.gateway.tokens} messages and ${DAILY.push.tokens} pushes a day`,
  ],
};

describe('the figures of a guide are those of the code', () => {
  it.each(Object.entries(figures))('%s', (page, phrases) => {
    const text = textOf(page).replaceAll(/\s+/g, ' ');
    for (const phrase of phrases) expect(text).toContain(phrase);
  });
});
