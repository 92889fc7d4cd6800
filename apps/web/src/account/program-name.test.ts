import { expect, it } from 'vitest';
import { programName } from './program-name.ts';

it('names a browser by what people call it, and other programs as they call themselves', () => {
  const names = [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36 Edg/156.0',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 (KHTML, like Gecko) Version/19 Safari/604',
    'Mozilla/5.0 something new',
    'rubato-bots',
    '',
  ].map(programName);
  expect(names).toEqual([
    'Firefox on Windows',
    'Chrome on Linux',
    'Edge on Windows',
    'Safari on an iPhone',
    'A browser on some system',
    'rubato-bots',
    'A program without a name',
  ]);
});
