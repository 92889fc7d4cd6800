export { ack, hello, join, leave, ping } from './client-messages.ts';
export type { Ack, Hello, Join, Leave, Ping } from './client-messages.ts';
export { afterClose, closeCodes } from './close-codes.ts';
export type { CloseCode, CloseCodeName } from './close-codes.ts';
export { clientMessages, decodeClient, decodeServer, encodeMessage, serverMessages } from './codec.ts';
export type { ClientMessage, DeclaredMessage, ServerMessage } from './codec.ts';
export { packEnvelope, packPayload, unpackEnvelope, unpackPayload } from './envelope.ts';
export { decodeFrames, encodeFrames } from './frames.ts';
export type { FrameCodec, SeenFrame } from './frames.ts';
export { decodeInput, encodeInput, INPUT_CODE, inputRoom, TAG_BYTES, verifyInput } from './input.ts';
export type { Input, Tagger, WireOrder } from './input.ts';
export {
  formatJsonClient,
  formatJsonServer,
  jsonClientMessages,
  jsonProtocolSchema,
  jsonServerMessages,
  parseJsonClient,
  parseJsonServer,
  signJson,
  verifyJson,
} from './json-codec.ts';
export type { JsonClientMessage, JsonServerMessage, Signed } from './json-codec.ts';
export type { JsonEvent, JsonInput, JsonJoined, JsonLeft, JsonMessage, JsonOrder, JsonState } from './json-messages.ts';
export { jsonShape } from './json-shape.ts';
export { limits, limitTable } from './limits.ts';
export type { Limit, LimitName } from './limits.ts';
export { lz4Compress, lz4Decompress } from './lz4.ts';
export type { Message, MessageOf } from './message.ts';
export type { OpenList, OpenShape } from './open-shape.ts';
export { resumeProof } from './resume.ts';
export { routes } from './routes.ts';
export type {
  HealthReply,
  ReadyReply,
  RegionsReply,
  RoomsReply,
  RoomSummary,
  Route,
  RouteName,
  RouteReplies,
  StatusReply,
} from './routes.ts';
export { joined, left, notice, pong, refusals, refused, seatInfo, welcome } from './server-messages.ts';
export type { Joined, Left, Notice, Pong, Refusal, Refused, SeatInfo, Welcome } from './server-messages.ts';
export type { OutcomeStatus, SnapshotExtras, WireEvent, WireOutcome } from './snapshot-extras.ts';
export { decodeSnapshot, encodeSnapshot, sameEpoch, SNAPSHOT_CODE } from './snapshot.ts';
export type { InputTiming, Snapshot } from './snapshot.ts';
export { negotiate, PROTOCOL_VERSION, subprotocols, SUPPORTED_VERSIONS } from './version.ts';
export { adminRoles, adminRoutes } from './api/admin-routes.ts';
export { apiRoutes } from './api/api-routes.ts';
export type { ApiRouteName, ApiRoutes } from './api/api-routes.ts';
export { authRoutes, tokensReply } from './api/auth-routes.ts';
export { banRoutes } from './api/ban-routes.ts';
export { boardRoutes } from './api/board-routes.ts';
export { characterFields, characterRoutes } from './api/character-routes.ts';
export { chatRoutes } from './api/chat-routes.ts';
export { fightRoutes } from './api/fight-routes.ts';
export { HOLDINGS_PER_PAGE, itemRoutes } from './api/item-routes.ts';
export { partyRoutes } from './api/party-routes.ts';
export { presenceRoutes } from './api/presence-routes.ts';
export { identityRoutes } from './api/identity-routes.ts';
export { matchRoutes } from './api/match-routes.ts';
export { defineRoute } from './api/route.ts';
export type { RouteCaller, RouteInput, RouteMethod, RouteReply, ServiceRoute } from './api/route.ts';
export { socialRoutes } from './api/social-routes.ts';
export { OFFERED_ASSETS, OFFERED_ITEMS, tradeRoutes } from './api/trade-routes.ts';
export { notificationRoutes } from './api/notification-routes.ts';
export { ladderRoutes } from './api/ladder-routes.ts';
export { seekRoutes } from './api/seek-routes.ts';
export { tournamentRoutes } from './api/tournament-routes.ts';
export { turnRoutes } from './api/turn-routes.ts';
export { letterRoutes, MOVED_FILE_BYTES, PARCEL_BYTES } from './api/letter-routes.ts';
export { questRoutes, worldRoutes } from './api/world-routes.ts';
export { serviceErrors } from './api/service-errors.ts';
export type { ServiceErrorCode, ServiceErrorKind, ServiceErrorReply } from './api/service-errors.ts';
export {
  createAuthRequest,
  createAuthResponse,
  createCharacterUpdate,
  createChatMessage,
  createMoveMessage,
  createNotice,
  createPartyInvite,
  createRequest,
  createShardCapturedMessage,
  createWorldStateMessage,
} from './socket/create-message.ts';
export type { MadeMessage } from './socket/create-message.ts';
export { isSocketType, readData, readEnvelope, SOCKET_VERSION, writeMessage } from './socket/socket-envelope.ts';
export type { MessagePart, SocketEnvelope } from './socket/socket-envelope.ts';
export { socketLimits, socketLimitTable } from './socket/socket-limits.ts';
export type { SocketLimits } from './socket/socket-limits.ts';
export { defineSocketMessage, messagePriorities } from './socket/socket-message.ts';
export type {
  MessagePriority,
  NoticeData,
  ReplyData,
  RequestData,
  RequestTypes,
  SocketMessage,
  SocketMessageTable,
} from './socket/socket-message.ts';
export { socketMessages } from './socket/socket-messages.ts';
export type {
  SocketMessages,
  SocketMessageType,
  SocketNoticeType,
  SocketRequestType,
} from './socket/socket-messages.ts';
export { characterMessages } from './socket/character-messages.ts';
export { CHAT_BYTES, chatMessages, SEALED_MARK } from './socket/chat-messages.ts';
export { combatMessages } from './socket/combat-messages.ts';
export { movementMessages } from './socket/movement-messages.ts';
export { partyMessages } from './socket/party-messages.ts';
export { questMessages } from './socket/quest-messages.ts';
export { sessionMessages } from './socket/session-messages.ts';
export { tradeMessages } from './socket/trade-messages.ts';
export { worldMessages } from './socket/world-messages.ts';
