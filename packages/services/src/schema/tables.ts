/** The tables that are asked through kysely, as the migrations make them; an area that writes its own SQL needs none here. */
import type { Generated } from 'kysely';

type Flag = 0 | 1;

export interface Tables {
  account: AccountTable;
  identity: IdentityTable;
  session: SessionTable;
  session_token: SessionTokenTable;
  ban: BanTable;
  throttle: ThrottleTable;
  character: CharacterTable;
}

interface AccountTable {
  id: string;
  username: string;
  /** `username` folded: two names that look alike have the same key. */
  username_key: string;
  email: string | null;
  email_key: string | null;
  /** Null for guests and for accounts that log in elsewhere. */
  password_hash: string | null;
  guest: Generated<Flag>;
  role: Generated<Role>;
  created_ms: number;
  disabled_ms: number | null;
}

export type Role = 'player' | 'moderator' | 'admin';

interface IdentityTable {
  issuer: string;
  subject: string;
  account_id: string;
  created_ms: number;
}

interface SessionTable {
  id: string;
  account_id: string;
  character_id: string | null;
  address: string;
  program: string;
  created_ms: number;
  used_ms: number;
  ended_ms: number | null;
  ended_reason: string | null;
}

interface SessionTokenTable {
  refresh_sha256: string;
  access_sha256: string;
  session_id: string;
  parent_sha256: string | null;
  created_ms: number;
  access_expires_ms: number;
  refresh_expires_ms: number;
  /** When it was exchanged for another; null while it can be. */
  refreshed_ms: number | null;
}

interface BanTable {
  id: string;
  scope: BanScope;
  subject: string;
  kind: BanKind;
  reason: string;
  actor_id: string;
  created_ms: number;
  /** Null: for good. */
  expires_ms: number | null;
  lifted_ms: number | null;
  appeal: string | null;
}

export type BanScope = 'account' | 'address';
export type BanKind = 'login' | 'chat' | 'trade' | 'ranked';

interface ThrottleTable {
  bucket: string;
  full_ms: number;
}

interface CharacterTable {
  id: string;
  account_id: string;
  name: string;
  name_key: string;
  faction: string;
  level: Generated<number>;
  location_id: string;
  data: Generated<string>;
  version: Generated<number>;
  created_ms: number;
  deleted_ms: number | null;
  lease_node: string | null;
  lease_fence: Generated<number>;
}
