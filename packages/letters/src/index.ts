export { type Code, codes } from './codes.ts';
export type { KeyPair, LetterCrypto } from './crypto/letter-crypto.ts';
export { WebLetterCrypto } from './crypto/web-crypto.ts';
export {
  type Access,
  decryptFile,
  encryptFile,
  type EncryptOptions,
  neededFor,
  type Readers,
} from './file/encrypted-file.ts';
export { isEncrypted } from './file/encrypted-head.ts';
export { type PastMatch, type PastTurn, pastTurns, sheetsOf } from './file/past-turns.ts';
export { openingEntries, openingOf } from './file/verify-opening.ts';
export { openMatch, type OpenedMatch } from './file/open-match.ts';
export { type Loss, type RecoveredMatch, recoverMatch, type Salvage, salvage } from './file/recover.ts';
export { type SaveOptions, saveTribal } from './file/save.ts';
export { openTribal, type Tribal } from './file/tribal.ts';
export { type Problem, type Verdict, verifyTribal } from './file/verify.ts';
export { canonicalBytes, canonicalJson, type Doc } from './json/canonical.ts';
export { parseJson } from './json/parse.ts';
export {
  type Genesis,
  type GenesisBody,
  isComputer,
  newGenesis,
  readGenesis,
  type ReadGenesis,
  signersOf,
  signGenesis,
  unsignedBy,
} from './letters/genesis.ts';
export { type Letter, parseLetter, readLetter, type Sheet, type SheetOrder } from './letters/letter.ts';
export { newOpening, openingHash, type OpeningTurn } from './letters/opening.ts';
export { loadMachine, machineBytes, stateHashOf } from './match/machine-bytes.ts';
export { orderOfOrders } from './match/order-of-orders.ts';
export { type Claim, isClaimSigned, signClaim } from './letters/claim.ts';
export { isSignedBy } from './letters/signed.ts';
export { openLetter, sealLetter } from './letters/sealed-letter.ts';
export { type ReadRecord, readRecord, type TurnRecord } from './letters/turn-record.ts';
export { LIMITS } from './limits.ts';
export type { Answer, Equivocation } from './match/answer.ts';
export {
  type Author,
  type Desk,
  newAbsence,
  newCommit,
  newReceipt,
  newSheet,
  type NewSheet,
  signRecord,
} from './match/compose.ts';
export { HostedSeat, type HostedSeatOptions, newView, type SeatView } from './match/host-view.ts';
export { type LetterGame, rulesOf, shapesOf, type SheetFlaw } from './match/letter-game.ts';
export { type AcceptOptions, Match, type MatchPhase, type MatchState, type PlayerStatus } from './match/match.ts';
export type { TurnLog } from './match/turn-log.ts';
export { lettersIn, type Standing, type TurnLetters } from './match/turn-letters.ts';
export { LetterRefused } from './refused.ts';
