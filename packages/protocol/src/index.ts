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
export { apiRoutes } from './api/api-routes.ts';
export type { ApiRouteName, ApiRoutes } from './api/api-routes.ts';
export { authRoutes, tokensReply } from './api/auth-routes.ts';
export { characterFields, characterRoutes } from './api/character-routes.ts';
export { defineRoute } from './api/route.ts';
export type { RouteCaller, RouteInput, RouteMethod, RouteReply, ServiceRoute } from './api/route.ts';
export { serviceErrors } from './api/service-errors.ts';
export type { ServiceErrorCode, ServiceErrorKind, ServiceErrorReply } from './api/service-errors.ts';
