/** Keeps the board and the feed in step with the match. */
import { signal, type MatchEvent, type MatchSource } from '@rubato/web';
import type { ArenaFrame, ArenaView } from './state.ts';
import { Feed, readBoard, type Board, type FeedLine } from './view-board.ts';
import type { Scene } from './view-scene.ts';

/** Words are renewed this often; the picture every frame. */
const BOARD_MS = 160;

export class Words {
  readonly board = signal<Board | undefined>(undefined);
  readonly feed = signal<readonly FeedLine[]>([]);
  readonly #source: MatchSource<ArenaView, ArenaFrame>;
  readonly #feed = new Feed();
  #killer = 0;
  #dueMs = 0;
  #text = '';

  constructor(source: MatchSource<ArenaView, ArenaFrame>) {
    this.#source = source;
  }

  hear(event: MatchEvent): void {
    if (event.name !== 'destroyed') return;
    this.#feed.add(event, this.#source, performance.now());
    if (event.data['victim'] === this.#source.seat) this.#killer = Number(event.data['by']);
  }

  renew(scene: Scene, nowMs: number): void {
    if (nowMs < this.#dueMs) return;
    this.#dueMs = nowMs + BOARD_MS;
    const board = readBoard(scene, this.#source, this.#killer);
    // Words that didn't change are not rendered again.
    const asText = JSON.stringify(board);
    if (asText !== this.#text) {
      this.#text = asText;
      this.board.value = board;
    }
    this.feed.value = this.#feed.lines(nowMs);
  }
}
