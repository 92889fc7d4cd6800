// The code blocks of a page, and what their fences say:
//
//   ```ts file=PATH        written to PATH of the page's checkout
//   ```ts                  run as it stands
//   ```diff file=PATH      changes PATH: its context and `-` lines stand there once
//   ```json file=PATH      written; without a path it must parse
//   ```sh                  run by sh -e
//   ```sh background       run until `<!-- Ctrl+C -->` or the end of the page
//   ```text                what the commands before it print, `…` for what may differ
//   ```                    a drawing

export interface Block {
  readonly page: string;
  /** Of the fence, from 1. */
  readonly line: number;
  /** Empty for a drawing; `Ctrl+C` for the comment of that name. */
  readonly language: string;
  readonly file: string | undefined;
  readonly background: boolean;
  readonly text: string;
}

const part = /^```([^\n]*)\n([^]*?)^```$|^<!-- (Ctrl\+C) -->$/gm;

/** @param page its path from the top folder */
export function blocksOf(page: string, markdown: string): Block[] {
  return [...markdown.matchAll(part)].map(({ 1: info = '', 2: text = '', 3: interrupt, index }) => {
    const [language = '', ...words] = info.trim().split(/\s+/);
    return {
      page,
      line: markdown.slice(0, index).split('\n').length,
      language: interrupt ?? language,
      file: words.find((word) => word.startsWith('file='))?.slice('file='.length),
      background: words.includes('background'),
      text,
    };
  });
}
