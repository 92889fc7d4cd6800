import type { Migration } from '../schema/migration.ts';

/** Games that were ended in an open turn, as by an organiser: the last turn is the one before, of which there is a film. */
export const lastTurnMigration: Migration = {
  number: 7702,
  name: 'last turns of turn games',
  statements: [
    `update turn_game set turn = turn - 1 where phase = 'over' and turn > 0 and not exists
      (select 1 from turn_record r where r.game_id = turn_game.id and r.turn = turn_game.turn)`,
  ],
};
