import { expect, test } from 'vitest';
import { NUMBERED_TEXTS, TextReceiver, TextSender } from './statement-texts.ts';

test('a text travels once, and arrives each time with its own values', () => {
  const [sender, receiver] = [new TextSender(), new TextReceiver()];
  const statements = [
    { sql: 'select ?', values: [1] },
    { sql: 'update a set b = ?', values: ['x'], expect: 1 },
    { sql: 'select ?', values: [2] },
    { sql: 'select 3' },
    { sql: 'update a set b = ?', values: [null], expect: 0 },
  ];
  const sent = statements.map((statement) => sender.shorten(statement));
  expect(sent.map(({ sql }) => sql !== undefined)).toEqual([true, true, false, true, false]);
  expect(sent.map((one) => receiver.restore(one))).toEqual(statements);
});

test('above the number of texts that are kept they travel in full, and arrive all the same', () => {
  const [sender, receiver] = [new TextSender(), new TextReceiver()];
  const texts = Array.from({ length: NUMBERED_TEXTS + 5 }, (_, at) => `select ${at}`);
  for (let time = 0; time < 2; time++)
    for (const sql of texts) expect(receiver.restore(sender.shorten({ sql }))).toEqual({ sql });
  expect(sender.shorten({ sql: texts.at(-1)! })).toMatchObject({ number: undefined, sql: texts.at(-1) });
  expect(sender.shorten({ sql: texts[0]! }).sql).toBeUndefined();
});
