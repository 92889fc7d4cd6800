export type { AnyGame } from './any-game.ts';
export { type AnyBot, type Bot, type BotPlay, BotRunner, defineBot } from './bot.ts';
export type { Audience, Context, EventSchema } from './context.ts';
export {
  type CommandDefinition,
  type CommandSchema,
  type DefinedGame,
  defineGame,
  type FrameDefinition,
  type Game,
  type SettingsDefinition,
} from './define.ts';
export { MatchFrozen, RuleFault } from './errors.ts';
export { type ArgsCheck, type ArgsCodec, checkSettings, codecsOf, type GameCodecs, type NamedCodec } from './game-codecs.ts';
export { LIMITS } from './limits.ts';
export { Machine, type MachineOptions, type StartOptions, type StateOf, type ViewOf } from './machine.ts';
export type { MachineSnapshot } from './machine-snapshot.ts';
export { type Draws, drawsAt, type RandomDomain, SEED_BYTES } from './random.ts';
export type { Rejection, ReservedRejection } from './rejection.ts';
export type { Result } from './result.ts';
export type { PastState } from './rewind-ring.ts';
export {
  type CommandOf,
  type EventRecord,
  frameCause,
  type FrameInput,
  type FrameOf,
  type FrameRow,
  JOIN,
  type JournalOrder,
  LEAVE,
  type Order,
  orderCause,
  type OrderOf,
  type OrderOutcome,
  type PlatformOrder,
  SETUP_CAUSE,
  type StepFault,
  TICK_CAUSE,
  type Turn,
  type TurnInput,
  type TurnReport,
} from './turn.ts';
export { exp, log } from './math/exponential.ts';
export { angleBetween, clamp, hypot, lerp, TAU, wrapAngle } from './math/geometry.ts';
export { acos, asin, atan, atan2 } from './math/inverse.ts';
export { pow } from './math/power.ts';
export { cos, sin, tan } from './math/trigonometry.ts';
export type { Seat } from '@rubato/schema';
