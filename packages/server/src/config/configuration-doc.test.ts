import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { settingsTable } from './explain.ts';
import { isObject } from './setting.ts';
import { clientSettings, serverSettings } from './settings.ts';

const page = readFileSync(new URL('../../../../docs/configuration.md', import.meta.url), 'utf8');

test('the page shows every setting as it is declared', () => {
  expect(page).toContain(settingsTable(serverSettings));
  expect(page).toContain(settingsTable(clientSettings));
});

test('the file on the page is a good one', () => {
  const file: unknown = JSON.parse(/```json[^\n]*\n(.*?)```/s.exec(page)![1]!);
  if (!isObject(file)) throw new Error('the page shows no object');
  const settings: Readonly<Record<string, { fromJson(json: unknown): { ok: boolean } }>> = serverSettings;
  for (const [key, value] of Object.entries(file))
    expect([key, settings[key]!.fromJson(value).ok]).toEqual([key, true]);
});
