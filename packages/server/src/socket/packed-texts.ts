/**
 * Long messages for sockets that asked for it, as an LZ4 block in the envelope of rooms (`protocol/envelope`). Each message
 * stands alone, so that an idle socket keeps nothing for it.
 */
import { limits, packEnvelope } from '@rubato/protocol';

const encoder = new TextEncoder();

export class PackedTexts {
  /** What many hear is packed once: they are told one after the other. */
  #last: { readonly text: string; readonly form: Uint8Array | string } | undefined;

  /** The text as an envelope, or itself where that is no smaller. */
  formOf(text: string): Uint8Array | string {
    // In UTF-8 it is no shorter.
    if (text.length < limits.compressFromBytes) return text;
    if (this.#last?.text !== text) this.#last = { text, form: packed(text) };
    return this.#last.form;
  }
}

function packed(text: string): Uint8Array | string {
  const bytes = encoder.encode(text);
  const envelope = packEnvelope(bytes);
  return envelope.length < bytes.length ? envelope : text;
}
