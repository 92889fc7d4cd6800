export type { AnyGame } from './any-game.ts';
export { type AnyBot, type Bot, type BotPlay, BotRunner, defineBot } from './bot.ts';
export type { Audience, Context, EventSchema } from './context.ts';
export {
  type CommandDefinition,
  type DefinedGame,
  defineGame,
  type FrameDefinition,
  type Game,
  type SettingsDefinition,
} from './define.ts';
export { MatchFrozen, RuleFault } from './errors.ts';
export {
  type ArgsCheck,
  type ArgsCodec,
  checkSettings,
  codecsOf,
  type GameCodecs,
  type NamedCodec,
} from './game-codecs.ts';
export type {
  CommandOf,
  CommandSchema,
  FrameArgsOf,
  FrameOf,
  OrderOf,
  StateOf,
  TurnInputOf,
  ViewOf,
} from './game-types.ts';
export { rulesHash, schemaHash } from './hashes.ts';
export { type JournalFile, exportJournal, readJournal, type TornTail } from './journal-file.ts';
export { JournalCorrupt, WrongGame } from './journal-errors.ts';
export {
  type JournalBlock,
  type JournalSegment,
  loadSegment,
  readRecords,
  type SegmentHead,
  turnsOf,
} from './journal-reader.ts';
export { LIMITS } from './limits.ts';
export { Machine, type MachineOptions, type StartOptions } from './machine.ts';
export {
  type Before,
  checkMigrations,
  migrated,
  type Migration,
  migration,
  MigrationFailed,
  rulesFor,
} from './migration.ts';
export type { MachineSnapshot } from './machine-snapshot.ts';
export { type AnyStore, checkCommand, predictCommand, type PredictedMatch, predictStep } from './predict.ts';
export { type Draws, drawsAt, type RandomDomain, SEED_BYTES } from './random.ts';
export { settledFrame } from './turn-plan.ts';
export type { Rejection, ReservedRejection } from './rejection.ts';
export type { Result } from './result.ts';
export { type ReplayDivergence, type ReplayOptions, type ReplayReport, replay } from './replay.ts';
export { noteOrders, type ResumedJournal, resumeJournal } from './resume.ts';
export { JournalSegmentWriter, type SegmentPlace } from './segment-writer.ts';
export { decodeTurn, encodeTurn } from './turn-codec.ts';
export type { PastState } from './rewind-ring.ts';
export {
  type EventRecord,
  frameCause,
  type FrameInput,
  type FrameRow,
  isOrderCause,
  JOIN,
  type JournalOrder,
  LEAVE,
  type Order,
  orderCause,
  type OrderOutcome,
  type PlatformOrder,
  SETUP_CAUSE,
  type StepFault,
  TICK_CAUSE,
  type Turn,
  type TurnInput,
  type TurnReport,
} from './turn.ts';
export { filterFor, hidesAnything, viewFor } from './view-for.ts';
export { exp, log } from './math/exponential.ts';
export { angleBetween, clamp, hypot, lerp, TAU, wrapAngle } from './math/geometry.ts';
export { acos, asin, atan, atan2 } from './math/inverse.ts';
export { pow } from './math/power.ts';
export { cos, sin, tan } from './math/trigonometry.ts';
export type { Seat } from '@rubato/schema';
