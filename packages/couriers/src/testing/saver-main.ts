/** Saves one file again and again, to be killed. Arguments: PATH FIRST COUNT. Prints a number once that save has returned. */
import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { saveFile } from '../store/save-file.ts';

const [path = '', first = '', count = ''] = process.argv.slice(2);
for (let number = Number(first); number < Number(first) + Number(count); number++) {
  const body = Buffer.from(`${number}\n`.repeat(20_000));
  const hash = createHash('sha256').update(body).digest('hex');
  await saveFile(path, new Uint8Array(Buffer.concat([Buffer.from(`${hash}\n`), body])));
  writeSync(1, `${number}\n`);
}
