import { describe, expect, test } from 'vitest';
import type { Field, Fields } from '@rubato/schema';
import {
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
  isSocketType,
  messagePriorities,
  readData,
  readEnvelope,
  socketMessages,
  writeMessage,
  type SocketMessage,
  type SocketMessageType,
} from '../index.ts';

/** The least that is as declared. */
function sampleOf(fields: Fields): Record<string, unknown> {
  const entries = Object.entries(fields).filter(([, { kind }]) => kind !== 'optional');
  return Object.fromEntries(entries.map(([name, field]) => [name, sample(field)]));
}

function sample(field: Field): unknown {
  if (field.kind === 'struct') return sampleOf(field.fields);
  if (field.kind === 'list') return [sample(field.of)];
  return field.kind === 'text' ? 'x' : field.kind === 'bool' ? true : field.kind === 'oneOf' ? field.values[0] : 1;
}

const stamp = { id: 'c1', timestamp: 1_760_000_000_000 };
const character = { id: 'h', name: 'Hero', faction: 'sun', level: 3, locationId: 'gate' };
const limits = { messageBytes: 1, messagesPerSecond: 2, messageBurst: 3, idleTimeoutMs: 4 };
const good = { type: 'PING', version: 1, id: 'a', timestamp: 0, data: {} };

describe('the texts of version 1', () => {
  test('are as ever', () => {
    expect(createAuthRequest({ token: 'secret', program: 'test 1' }, stamp).text).toBe(
      '{"type":"AUTH_REQUEST","version":1,"id":"c1","timestamp":1760000000000,"priority":"HIGH","data":{"token":"secret","program":"test 1"}}',
    );
    const welcome = { accountId: 'a', username: 'anna', guest: false, serverMs: 5, limits, character };
    expect(createAuthResponse(welcome, { ...stamp, re: 'c0' }).text).toBe(
      '{"type":"AUTH_RESPONSE","version":1,"id":"c1","timestamp":1760000000000,"priority":"HIGH","data":{"accountId":"a","username":"anna","guest":false,"character":{"id":"h","name":"Hero","faction":"sun","level":3,"locationId":"gate"},"serverMs":5,"limits":{"messageBytes":1,"messagesPerSecond":2,"messageBurst":3,"idleTimeoutMs":4}},"re":"c0"}',
    );
    expect(createNotice('DISCONNECT', { code: 4003, reason: 'you logged out' }, stamp).text).toBe(
      '{"type":"DISCONNECT","version":1,"id":"c1","timestamp":1760000000000,"priority":"CRITICAL","data":{"code":4003,"reason":"you logged out"}}',
    );
    expect(writeMessage('CHARACTER_DELETE', 'reply', { finalMs: 9 }, { ...stamp, re: 'c0' })).toBe(
      '{"type":"CHARACTER_DELETE","version":1,"id":"c1","timestamp":1760000000000,"priority":"NORMAL","data":{"finalMs":9},"re":"c0"}',
    );
  });

  test('are read as what was written, by every helper', () => {
    const requests = [
      createAuthRequest({ token: 'secret' }, stamp),
      createChatMessage({ channel: 'global', message: 'hi' }, stamp),
      createMoveMessage({ toLocationId: 'tower', position: { x: 1, y: 2, z: 3.5 } }, stamp),
      createPartyInvite({ partyId: 'p', inviteeId: 'h' }, stamp),
      createRequest('PING', { stamp: 1.5 }, stamp),
    ];
    for (const { text, ...message } of requests) {
      expect(readEnvelope(JSON.parse(text))).toEqual({ ok: true, envelope: message });
      expect(readData(message.type, 'request', message.data)).toEqual({ ok: true, data: message.data });
    }
    const world = sampleOf(socketMessages.WORLD_STATE.notice);
    const captured = sampleOf(socketMessages.SHARD_CAPTURED.notice);
    const notices = [
      createCharacterUpdate(character, stamp),
      createShardCapturedMessage(captured as never, stamp),
      createWorldStateMessage(world as never, stamp),
    ];
    for (const { text, ...message } of notices)
      expect(readEnvelope(JSON.parse(text))).toEqual({ ok: true, envelope: message });
  });

  test('throw for a part that the type does not have, and helpers for data that is not as declared', () => {
    expect(() => createChatMessage({ channel: 'global' } as never, stamp)).toThrow(
      'CHAT: data.message: expected a text',
    );
    expect(() => writeMessage('AETHERFALL', 'request', {}, stamp)).toThrow('AETHERFALL has no request');
  });
});

describe('an envelope', () => {
  test.each([
    ['no object', [], 'expected a JSON object'],
    ['null', null, 'expected a JSON object'],
    ['no id', { ...good, id: undefined }, 'id: expected'],
    ['an empty id', { ...good, id: '' }, 'id: expected'],
    ['an id of 65 characters', { ...good, id: 'x'.repeat(65) }, 'id: expected'],
    ['an id beyond ASCII', { ...good, id: 'é' }, 'id: expected'],
    ['a version as text', { ...good, version: '1' }, 'version: expected a whole number'],
    ['a type from Object', { ...good, type: 'constructor' }, 'type: there is no message "constructor"'],
    ['a type that is a list', { ...good, type: ['PING'] }, 'type: there is no message'],
    ['a time before 1970', { ...good, timestamp: -1 }, 'timestamp: expected'],
    ['a time as text', { ...good, timestamp: '0' }, 'timestamp: expected'],
    ['another priority', { ...good, priority: 'URGENT' }, 'priority: expected one of LOW, NORMAL, HIGH, CRITICAL'],
    ['an answer to nothing', { ...good, re: 7 }, 're: expected'],
    ['a member too many', { ...good, token: 'x' }, 'token: expected no such field'],
  ])('with %s is refused', (_what, json, message) => {
    expect(readEnvelope(json)).toMatchObject({ ok: false, why: 'shape', message: expect.stringContaining(message) });
  });

  test('of another version is refused in words that name both', () => {
    const message = 'this side speaks version 1 and the other 3; bring the older one up to date';
    expect(readEnvelope({ ...good, version: 3 })).toEqual({ ok: false, why: 'version', message, re: 'a' });
  });

  test('has its declared priority, whatever the sender says; whole floats are whole numbers', () => {
    expect(readEnvelope(JSON.parse('{"type":"PING","version":1.0,"id":"a","timestamp":0.5,"priority":"LOW"}'))).toEqual(
      {
        ok: true,
        envelope: { ...good, timestamp: 0.5, priority: 'HIGH', data: undefined },
      },
    );
  });
});

const NAMED = `AUTH_REQUEST AUTH_RESPONSE DISCONNECT CHARACTER_CREATE CHARACTER_SELECT CHARACTER_UPDATE CHARACTER_DELETE
  MOVE LOCATION_UPDATE PLAYER_JOINED_AREA CHAT WHISPER PARTY_CHAT FACTION_CHAT WORLD_ANNOUNCEMENT PARTY_CREATE
  PARTY_INVITE PARTY_ACCEPT PARTY_DECLINE PARTY_LEAVE PARTY_KICK PARTY_DISBAND PARTY_UPDATE COMBAT_START COMBAT_ACTION
  COMBAT_DAMAGE COMBAT_HEAL COMBAT_END COMBAT_STATE WORLD_STATE SHARD_CAPTURED SHARD_STATUS REALITY_SHIFT AETHERFALL
  TRADE_REQUEST TRADE_ACCEPT TRADE_DECLINE TRADE_UPDATE TRADE_COMPLETE QUEST_UPDATE EVENT_TRIGGER ERROR INVALID_MESSAGE
  POSITION_UPDATE PLAYER_LEFT_AREA PING PONG`.split(/\s+/);

test('every message that clients were promised is there, and each says what it means', () => {
  expect(NAMED).toHaveLength(47);
  expect(NAMED.filter((type) => !isSocketType(type))).toEqual([]);
  for (const [type, message] of Object.entries(socketMessages) as [SocketMessageType, SocketMessage][]) {
    expect([type, message.meaning]).toEqual([type, expect.stringMatching(/\.$/)]);
    expect(messagePriorities).toContain(message.priority);
    expect([type, message.request ?? message.notice]).toEqual([type, expect.anything()]);
    expect(isSocketType(message.answeredBy ?? type)).toBe(true);
  }
});
