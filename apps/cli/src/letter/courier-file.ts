/** Which courier carries the letters: a folder, or a JSON file that describes one. Passwords come from the environment only. */
import { AzureStore, FolderStore, logInTo, S3Store, ServerCourier, StoreCourier } from '@rubato/couriers';
import type { Courier, MailCourier, MailServer } from '@rubato/couriers';
import { parseJson } from '@rubato/letters';
import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CliError, exitCodes } from '../exit.ts';
import { readFileNamed } from '../named-file.ts';
import type { Shell } from '../shell.ts';

export interface CourierFlags {
  readonly courier?: string;
}

/** Of an account on a Rubato server. */
export const SERVER_PASSWORD = 'RUBATO_SERVER_PASSWORD';

type Described = Readonly<Record<string, unknown>>;

/** Rejects with CliError when none is named, or what is named makes no sense. */
export async function courierOf({ courier }: CourierFlags, player: string, shell: Shell): Promise<Courier> {
  const named = courier ?? shell.environment['RUBATO_COURIER'];
  if (!named)
    throw new CliError(exitCodes.usage, 'no courier: --courier names a folder, or a JSON file that describes one');
  const path = resolve(shell.directory, named);
  if (existsSync(path) && statSync(path).isDirectory()) return new StoreCourier(new FolderStore(path), { player });
  const bytes = readFileNamed(path, named, 'a courier is a folder, or a JSON file: docs/mail-play.md');
  const reader = new Description(parseJson(bytes, named) as Described, { named, folder: dirname(path), shell });
  return reader.courier(player);
}

class Description {
  readonly #said: Described;
  readonly #at: { readonly named: string; readonly folder: string; readonly shell: Shell };

  constructor(said: Described, at: { readonly named: string; readonly folder: string; readonly shell: Shell }) {
    this.#said = said;
    this.#at = at;
  }

  async courier(player: string): Promise<Courier> {
    const kind = this.#text('kind');
    if (kind === 'folder')
      return new StoreCourier(new FolderStore(resolve(this.#at.folder, this.#text('path'))), { player });
    if (kind === 's3') return new StoreCourier(this.#s3(), { player });
    if (kind === 'azure') return new StoreCourier(this.#azure(), { player });
    if (kind === 'mail') return this.#mail(player);
    if (kind === 'server') return this.#server();
    return this.#refuse(`kind is ${kind}; it may be folder, mail, server, s3 or azure`);
  }

  #s3(): S3Store {
    const [endpoint, bucket, region] = [this.#text('endpoint'), this.#text('bucket'), this.#text('region')];
    const secretAccessKey = this.#secret('RUBATO_S3_SECRET');
    return new S3Store({ endpoint, bucket, region, accessKeyId: this.#text('accessKeyId'), secretAccessKey });
  }

  #azure(): AzureStore {
    const container = this.#text('container');
    const sas = this.#at.shell.environment['RUBATO_AZURE_SAS'];
    if (sas) return new AzureStore({ container, access: { sas } });
    return new AzureStore({
      container,
      access: { account: this.#text('account'), key: this.#secret('RUBATO_AZURE_KEY') },
    });
  }

  /** What speaks to mail servers is read only when there are mails. */
  async #mail(player: string): Promise<MailCourier> {
    const { MailCourier } = await import('@rubato/couriers');
    const { mailbox, ca } = this.#said;
    const pem = typeof ca === 'string' ? this.#pem(ca) : undefined;
    return new MailCourier({
      player,
      smtp: this.#mailServer('smtp', pem),
      imap: this.#mailServer('imap', pem),
      addresses: this.#addresses('an address'),
      ...(typeof mailbox === 'string' && { mailbox }),
    });
  }

  #server(): ServerCourier {
    const [url, user] = [this.#text('url'), this.#text('user')];
    const password = this.#secret(SERVER_PASSWORD);
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
      return this.#refuse(`url is ${url}; it is the http or https address of a Rubato server`);
    const login = () => logInTo(url, user, password);
    return new ServerCourier({ url, login, addresses: this.#addresses('a username') });
  }

  #addresses(each: string): Readonly<Record<string, string>> {
    const { addresses } = this.#said;
    const all = typeof addresses === 'object' && addresses !== null ? Object.values(addresses) : [undefined];
    if (!all.every((one) => typeof one === 'string')) return this.#refuse(`addresses is missing: ${each} per player`);
    return addresses as Readonly<Record<string, string>>;
  }

  #mailServer(name: 'smtp' | 'imap', ca: string | undefined): MailServer {
    const { host, port, secure, user } = (this.#said[name] ?? {}) as Described;
    if (typeof host !== 'string' || typeof port !== 'number' || typeof user !== 'string')
      return this.#refuse(`${name} needs host, port and user`);
    const password = this.#secret('RUBATO_MAIL_PASSWORD');
    return { host, port, user, password, secure: secure === true, ...(ca !== undefined && { ca }) };
  }

  #pem(file: string): string {
    return readFileNamed(resolve(this.#at.folder, file), file, 'ca is a PEM file').toString('utf8');
  }

  #secret(variable: string): string {
    const value = this.#at.shell.environment[variable];
    if (!value)
      throw new CliError(exitCodes.auth, `${variable} is not set: passwords stand in the environment, never in a file`);
    return value;
  }

  #text(name: string): string {
    const value = this.#said[name];
    return typeof value === 'string' && value !== '' ? value : this.#refuse(`${name} is missing`);
  }

  #refuse(message: string): never {
    throw new CliError(exitCodes.usage, `${this.#at.named}: ${message}`);
  }
}
