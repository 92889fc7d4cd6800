import { describe, expect, it } from 'vitest';
import { SeededRandom } from '@rubato/ports/doubles';
import { crypto, newPerson } from '../testing/play.ts';
import { decryptFile, encryptFile, neededFor } from './encrypted-file.ts';
import { openTribal } from './tribal.ts';

const random = new SeededRandom(3);
const file = random.bytes(3000);
const options = { crypto, random };

describe('an encrypted file', () => {
  it('opens with its passphrase only', async () => {
    const encrypted = await encryptFile(file, { passphrase: 'grün & gold' }, options);
    expect(neededFor(encrypted)).toBe('passphrase');
    expect(await decryptFile(encrypted, { passphrase: 'grün & gold' }, crypto)).toEqual(file);
    for (const access of [{ passphrase: 'grun & gold' }, { pair: await crypto.newSealingPair() }])
      await expect(decryptFile(encrypted, access, crypto)).rejects.toMatchObject({ code: 'decryption-failed' });
    expect(() => openTribal(encrypted)).toThrow(expect.objectContaining({ code: 'encrypted' }));
  });

  it('opens for each of its recipients and nobody else', async () => {
    const [ada, ben, eve] = await Promise.all(['ada', 'ben', 'eve'].map(newPerson));
    const keys = [ada, ben].map((person) => person?.seal.publicKey as Uint8Array);
    const encrypted = await encryptFile(file, { keys }, options);
    expect(neededFor(encrypted)).toBe('key');
    for (const person of [ada, ben]) expect(await decryptFile(encrypted, { pair: person!.seal }, crypto)).toEqual(file);
    for (const access of [{ pair: eve!.seal }, { passphrase: '' }])
      await expect(decryptFile(encrypted, access, crypto)).rejects.toMatchObject({ code: 'decryption-failed' });
  });

  it('is refused with any byte changed, header included, and cut anywhere', async () => {
    const ada = await newPerson('ada');
    const encrypted = await encryptFile(file.subarray(0, 60), { keys: [ada.seal.publicKey] }, options);
    for (let at = 0; at < encrypted.length; at++) {
      const changed = encrypted.map((byte, i) => (i === at ? byte ^ 4 : byte));
      await expect(decryptFile(changed, { pair: ada.seal }, crypto)).rejects.toMatchObject({
        code: 'decryption-failed',
      });
      await expect(decryptFile(encrypted.subarray(0, at), { pair: ada.seal }, crypto)).rejects.toMatchObject({
        code: 'decryption-failed',
      });
    }
  });

  it('never encrypts twice to the same bytes', async () => {
    const keys = [(await newPerson('ada')).seal.publicKey];
    expect(await encryptFile(file, { keys }, options)).not.toEqual(await encryptFile(file, { keys }, options));
  });

  it('is not made for nobody, nor for keys that are none', async () => {
    for (const readers of [
      { keys: [] },
      { keys: [new Uint8Array(31)] },
      { keys: [new Uint8Array(32)] },
      { passphrase: '' },
    ])
      await expect(encryptFile(file, readers, options)).rejects.toMatchObject({ code: 'encryption-failed' });
    const many = { keys: Array.from({ length: 33 }, () => new Uint8Array(32)) };
    await expect(encryptFile(file, many, options)).rejects.toMatchObject({ code: 'encryption-failed' });
  });

  it('asks nobody for more memory than 64 MiB', async () => {
    const encrypted = await encryptFile(file, { passphrase: 'a' }, options);
    const text = Buffer.from(encrypted).toString('latin1').replace('"logN":15', '"logN":30');
    const greedy = new Uint8Array(Buffer.from(text, 'latin1'));
    expect(greedy.length).toBe(encrypted.length);
    await expect(decryptFile(greedy, { passphrase: 'a' }, crypto)).rejects.toMatchObject({ code: 'decryption-failed' });
  });
});
