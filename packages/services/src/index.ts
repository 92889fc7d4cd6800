export { Accounts } from './accounts/accounts.ts';
export type { Credentials, ExternalIdentity, Registration } from './accounts/accounts.ts';
export { activeBan, appeal, ban, bansOf, liftBan, refuseBanned } from './accounts/bans.ts';
export type { Ban, Banned, NewBan } from './accounts/bans.ts';
export { CLEANUP_EVERY_MS, cleanUpSessions } from './accounts/cleanup.ts';
export type { CleanedUp } from './accounts/cleanup.ts';
export { exportAccount } from './accounts/export-account.ts';
export type { AccountExport } from './accounts/export-account.ts';
export { ACCOUNT_LIMITS, PASSWORD_BYTES } from './accounts/limits.ts';
export type { AccountLimits } from './accounts/limits.ts';
export type { Client } from './accounts/session-rows.ts';
export { Sessions, TokenReused } from './accounts/sessions.ts';
export type { Caller, SessionInfo, Tokens } from './accounts/sessions.ts';
export { CHARACTER_LIMITS, Characters } from './characters/characters.ts';
export type { Character, CharacterRules } from './characters/characters.ts';
export type { OpenChannelKind } from './chat/channel.ts';
export { Chat } from './chat/chat.ts';
export type { Said, Speaker } from './chat/chat.ts';
export { CHAT_LIMITS } from './chat/chat-limits.ts';
export type { ChatLimits } from './chat/chat-limits.ts';
export type { FightOver, WorldFact } from './facts.ts';
export { endAbandoned, vouch } from './fights/abandoned.ts';
export type { Entrant, FightKind, Stand, Standing } from './fights/fight.ts';
export type {
  FightAction,
  FightEvent,
  FightMatches,
  FightRules,
  FightTurn,
  FightWorld,
  Foe,
  Followed,
  SeenFoe,
} from './fights/fight-ports.ts';
export type { CombatFighter, CombatState } from './fights/fight-wire.ts';
export { FIGHTS_PER_PAGE, Fights } from './fights/fights.ts';
export type { FightsContext } from './fights/fights.ts';
export type { Condition } from './fights/fight.ts';
export { stayInFights } from './fights/stay-in-fights.ts';
export type { ActionWish, FightWish } from './fights/wishes.ts';
export { inventory, itemById, ITEMS_PER_PAGE } from './items/items.ts';
export type { Item } from './items/items.ts';
export { League } from './league/league.ts';
export type { LedgerContext } from './ledger/context.ts';
export { escrowHolder, MOST_ITEMS_HELD, systemHolder } from './ledger/holders.ts';
export { BALANCES_PER_PAGE, Ledger, REWARDS } from './ledger/ledger.ts';
export type { Balance, Posted, PostRequest, Reward, RewardSource } from './ledger/ledger.ts';
export { forgetCalls, KEPT_CALL_MS } from './ledger/once.ts';
export type { Once } from './ledger/once.ts';
export type { AssetMove, ItemMove, NewItem } from './ledger/posting.ts';
export { refusal, Refused } from './ledger/refused.ts';
export type { Refusal } from './ledger/refused.ts';
export type { LedgerFinding, LedgerProblem } from './ledger/verification.ts';
export { verifyLedger } from './ledger/verify-ledger.ts';
export type { LedgerReport } from './ledger/verify-ledger.ts';
export type { BlocksChanged, Follow, Notice, Topic } from './notice.ts';
export { Parties } from './parties/parties.ts';
export { PARTY_LIMITS } from './parties/party.ts';
export type { Party, PartyInvite, PartyLimits } from './parties/party.ts';
export type { Player } from './player.ts';
export { Presence } from './presence/presence.ts';
export { knownLocations, Travel } from './presence/travel.ts';
export type { Arrival, Journey, TravelRules } from './presence/travel.ts';
export type { NearbyPlayer, Point } from './presence/whereabouts.ts';
export { forgetAccount } from './schema/forget-account.ts';
export { migrate, MigrationRefused, migrationStatus } from './schema/migrate.ts';
export type { MigrationStatus } from './schema/migrate.ts';
export type { Migration } from './schema/migration.ts';
export { MIGRATIONS } from './schema/migrations/all.ts';
export { builderOver } from './schema/query-builder.ts';
export type { Builder, Queryable } from './schema/query-builder.ts';
export type { BanKind, BanScope, Role, Tables } from './schema/tables.ts';
export type { ServiceContext, ServiceResult, SessionEnd, SessionsEnded } from './service-context.ts';
export { SecretKeys } from './secret-keys/secret-keys.ts';
export { Blocks } from './social/blocks.ts';
export { Friends } from './social/friends.ts';
export { Reports } from './social/reports.ts';
export type { Report, ReportState } from './social/reports.ts';
export { SOCIAL_LIMITS } from './social/social-limits.ts';
export type { SocialLimits } from './social/social-limits.ts';
export { verifyAudit } from './moderation/audit.ts';
export type { AuditReport } from './moderation/audit.ts';
export { ChatModeration } from './moderation/chat-moderation.ts';
export { Moderation } from './moderation/moderation.ts';
export { FIRST_RUN_MS, operatorRoles, Operators } from './moderation/operators.ts';
export type { Operator, OperatorRole } from './moderation/operators.ts';
export { Boards } from './boards/boards.ts';
export { checkBoard } from './boards/board.ts';
export type { BoardDefinition } from './boards/board.ts';
export { MatchDirector } from './matchmaking/director.ts';
export type { MatchRooms } from './matchmaking/director.ts';
export { giveBackLease, takeLease } from './matchmaking/lease.ts';
export { Matchmaking } from './matchmaking/matchmaking.ts';
export { checkQueue } from './matchmaking/queue.ts';
export type { Queue } from './matchmaking/queue.ts';
export { standingsOf } from './matchmaking/standings.ts';
export { Ratings } from './ratings/ratings.ts';
export type { Ladder } from './ratings/ratings.ts';
export { nameKey } from './text/name-key.ts';
export { checkCharacterName, checkUsername } from './text/name-rules.ts';
export type { CheckedName } from './text/name-rules.ts';
export type { Told } from './told.ts';
export { giveBack, takeTokens, Throttled } from './throttle/throttle.ts';
export type { Rate } from './throttle/throttle.ts';
export { mayTradeOver } from './trades/may-trade.ts';
export { noticesOfTrade } from './trades/notices.ts';
export { MOST_OFFERED_ASSETS, MOST_OFFERED_ITEMS } from './trades/offer.ts';
export type { Offer, OfferedAsset, OfferedItem, OfferRequest } from './trades/offer.ts';
export { OPEN_MS, REQUEST_MS } from './trades/trade.ts';
export type { Trade, TradeSide, TradeState } from './trades/trade.ts';
export { Trades } from './trades/trades.ts';
export type { OfRevision, TradeCaller, TradeNotice, TradeOutcome, TradesContext } from './trades/trades.ts';
export { Addresses } from './notifications/addresses.ts';
export type { CodeToSend } from './notifications/addresses.ts';
export { Deliveries } from './notifications/deliveries.ts';
export type { Delivery } from './notifications/deliveries.ts';
export type { AddressedWay, Choices, NotificationWay } from './notifications/kinds.ts';
export { Notifications } from './notifications/notifications.ts';
export { preferencesOf, setPreferences } from './notifications/preferences.ts';
export { doubleElimination, singleElimination } from './tournaments/bracket.ts';
export { TournamentSweep } from './tournaments/tournament-sweep.ts';
export { TournamentMatches } from './tournaments/tournament-matches.ts';
export type { NewTournament } from './tournaments/tournament.ts';
export { Tournaments } from './tournaments/tournaments.ts';
export { TurnMatchPlay } from './tournaments/turn-match-play.ts';
export { TurnCloser } from './turn-games/closing.ts';
export type { NewTurnGame } from './turn-games/new-game.ts';
export { MOST_MOVED_TURNS, MovedGames } from './turn-games/moved-games.ts';
export type { ArrivingGame, LeavingGame, MovedFile } from './turn-games/moved-games.ts';
export { TURN_MS } from './turn-games/new-game.ts';
export { Positions } from './turn-games/positions.ts';
export { MOST_PARCEL_WAITS, ParcelWaits } from './post/parcel-waits.ts';
export {
  EXPIRED_AT_ONCE,
  KEPT_PARCEL_MS,
  MOST_PARCELS,
  MOST_PARCELS_OF_ONE,
  PARCEL_WAIT_MS,
  PostOffice,
  SEND_RATE,
} from './post/post-office.ts';
export { PushSubscriptions } from './turn-games/push-subscriptions.ts';
export type { PushSubscription } from './turn-games/push-subscriptions.ts';
export { Spectators } from './turn-games/spectators.ts';
export { TurnSweep } from './turn-games/sweep.ts';
export { TurnGames } from './turn-games/turn-games.ts';
export { TurnOrders } from './turn-games/turn-orders.ts';
export { RulesUnavailable } from './turn-games/turn-rules.ts';
export type {
  Awaitable,
  PlayedSheet,
  SheetProblem,
  TurnMatch,
  TurnPosition,
  TurnResult,
  TurnRules,
} from './turn-games/turn-rules.ts';
export { SeekSweep } from './turn-seeks/seek-sweep.ts';
export type { NewSeek } from './turn-seeks/seek.ts';
export { TurnSeeks } from './turn-seeks/turn-seeks.ts';
export { Vacations } from './turn-games/vacations.ts';
export { newId } from './uuid.ts';
export { ACTIVE_QUESTS } from './quests/quests.ts';
export type { ShownQuest } from './quests/quests.ts';
export type { WorldEvent } from './world-events/world-events.ts';
export { World } from './world-events/world.ts';
export type { WorldContext, WorldOutcome, WorldPort } from './world-events/world.ts';
export type {
  HappenedEvent,
  HappenedTurn,
  ShardNow,
  WorldNow,
  WorldOrder,
  WorldRules,
} from './world-events/world-rules.ts';
