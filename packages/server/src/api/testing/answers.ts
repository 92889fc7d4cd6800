/** What a started server answered to whom, so that a last test can demand every answer that is declared. */
import { apiRoutes, serviceErrors, type ApiRouteName, type ServiceRoute } from '@rubato/protocol';
import { structCodec } from '@rubato/schema';
import { errorsOf } from '../openapi.ts';
import type { Answer, Called, LiveServer } from './live-server.ts';

export class Answers {
  /** `route code` of all that was answered. */
  readonly #seen = new Set<string>();

  /** Holds an answer to its declaration, and remembers it. */
  async call(at: LiveServer, name: ApiRouteName, called: Called = {}): Promise<Answer> {
    const answer = await at.call(name, called);
    const { error = 'ok' } = answer.body;
    this.#seen.add(`${name} ${error}`);
    const wrong = wrongWith(apiRoutes[name], answer);
    if (wrong !== undefined) throw new Error(`${name} answered ${JSON.stringify(answer.body)}: ${wrong}`);
    return answer;
  }

  /** Successes and refusals that these routes declare themselves, and that were not seen. */
  unseenOwn(names: readonly ApiRouteName[]): readonly string[] {
    return this.#unseen(names, (route) => ['ok', ...route.errors, ...(route.keyed ? ['key-reused'] : [])]);
  }

  /** Refusals that these routes share with others of their kind, and that were not seen. */
  unseenShared(names: readonly ApiRouteName[]): readonly string[] {
    const own = (route: ServiceRoute) => new Set<string>(['key-reused', ...route.errors]);
    return this.#unseen(names, (route) => errorsOf(route).filter((code) => !own(route).has(code)));
  }

  #unseen(names: readonly ApiRouteName[], codesOf: (route: ServiceRoute) => readonly string[]): readonly string[] {
    const asked = names.flatMap((name) => codesOf(apiRoutes[name]).map((code) => `${name} ${code}`));
    return asked.filter((each) => !this.#seen.has(each));
  }
}

function wrongWith(route: ServiceRoute, { status, body }: Answer): string | undefined {
  const { error } = body;
  const checked = structCodec(route.reply).fromJson(body);
  if (error === undefined) return checked.ok ? undefined : checked.message;
  const kind = serviceErrors[error as keyof typeof serviceErrors];
  return kind?.status === status ? undefined : `with status ${status}`;
}
