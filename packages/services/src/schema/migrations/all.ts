import { boardsMigration } from '../../boards/migration.ts';
import { chatMigration } from '../../chat/migration.ts';
import { fightsMigration } from '../../fights/migration.ts';
import { leagueMigration } from '../../league/migration.ts';
import { standingsMigration } from '../../league/standings-migration.ts';
import { ledgerMigration } from '../../ledger/migration.ts';
import { matchmakingMigration } from '../../matchmaking/migration.ts';
import { moderationMigration } from '../../moderation/migration.ts';
import { notificationsMigration } from '../../notifications/migration.ts';
import { partiesMigration } from '../../parties/migration.ts';
import { postMigration } from '../../post/migration.ts';
import { presenceMigration } from '../../presence/migration.ts';
import { secretKeysMigration } from '../../secret-keys/migration.ts';
import { reportDeskMigration } from '../../social/report-desk-migration.ts';
import { socialMigration } from '../../social/migration.ts';
import { ratingsMigration } from '../../ratings/migration.ts';
import { tournamentsMigration } from '../../tournaments/migration.ts';
import { tournamentWatchingMigration } from '../../tournaments/watching-migration.ts';
import { tournamentPlaysMigration } from '../../tournaments/plays-migration.ts';
import { tradesMigration } from '../../trades/migration.ts';
import { movesMigration } from '../../turn-games/moves-migration.ts';
import { turnGamesMigration } from '../../turn-games/migration.ts';
import { turnSeeksMigration } from '../../turn-seeks/migration.ts';
import { lastTurnMigration } from '../../turn-games/last-turn-migration.ts';
import { spectatorsMigration } from '../../turn-games/spectators-migration.ts';
import { watchingMigration } from '../../turn-games/watching-migration.ts';
import { worldJournalMigration } from '../../world-events/journal-migration.ts';
import { worldMigration } from '../../world-events/migration.ts';
import type { Migration } from '../migration.ts';
import { accounts } from './accounts.ts';
import { characters } from './characters.ts';

/** In the order in which they are applied; a service brings its own and is added here. */
export const MIGRATIONS: readonly Migration[] = [
  accounts,
  characters,
  ledgerMigration,
  tradesMigration,
  partiesMigration,
  chatMigration,
  socialMigration,
  presenceMigration,
  worldMigration,
  worldJournalMigration,
  fightsMigration,
  matchmakingMigration,
  ratingsMigration,
  boardsMigration,
  moderationMigration,
  secretKeysMigration,
  turnGamesMigration,
  postMigration,
  movesMigration,
  notificationsMigration,
  tournamentsMigration,
  leagueMigration,
  watchingMigration,
  turnSeeksMigration,
  tournamentPlaysMigration,
  standingsMigration,
  spectatorsMigration,
  tournamentWatchingMigration,
  reportDeskMigration,
  lastTurnMigration,
];
