import { expect, it } from 'vitest';
import { RecordingLog } from './recording-log.ts';

it('keeps its lines, by level', () => {
  const log = new RecordingLog();
  log.log('warn', 'slow client', { queuedBytes: 5 });
  log.log('info', 'joined');
  expect(log.at('warn')).toEqual(['slow client']);
  expect(log.lines[0]).toEqual({ level: 'warn', message: 'slow client', fields: { queuedBytes: 5 } });
});
