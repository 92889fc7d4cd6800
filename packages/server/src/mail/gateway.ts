/**
 * Messages by an HTTP gateway of the operator's choice, such as one for SMS: a POST of
 *
 *   { "id": "…", "to": "+491701234567", "text": "…" }       the id is the same when it is tried again
 *
 * The address comes from the settings alone, so nobody else decides whom this server calls. Redirections are refused.
 */
import { DeliveryRefused } from './mail.ts';

export interface GatewayMessage {
  readonly id: string;
  readonly to: string;
  readonly text: string;
}

/** Rejects with DeliveryRefused when trying again is of no use. */
export type SendByGateway = (message: GatewayMessage) => Promise<void>;

const TIMEOUT_MS = 10_000;
/** Answers that may be another one later. */
const PASSING: readonly number[] = [408, 425, 429];

/**
 * @param template the address; `{to}` in it becomes the number. Its password, as in `https://:secret@sms.example/send`, is
 * sent as `Authorization: Bearer secret`, and not as part of the address.
 */
export function gatewaySender(template: string, timeoutMs: number = TIMEOUT_MS): SendByGateway {
  return async ({ id, to, text }) => {
    const url = new URL(template.replaceAll('{to}', encodeURIComponent(to)));
    const secret = decodeURIComponent(url.password);
    url.username = '';
    url.password = '';
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': id,
        ...(secret === '' ? {} : { authorization: `Bearer ${secret}` }),
      },
      body: JSON.stringify({ id, to, text }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    // What it says beside its status is of no use here, and could be endless.
    await answer.body?.cancel();
    if (answer.ok) return;
    const said = `the gateway answered with ${answer.status}`;
    if (answer.status >= 500 || PASSING.includes(answer.status)) throw new Error(said);
    throw new DeliveryRefused(said);
  };
}
