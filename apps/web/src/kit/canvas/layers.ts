/** One part of a picture, or of what is done for it in every frame. */
export interface Layer {
  readonly name: string;
  readonly run: () => void;
}

/**
 * Runs the parts of a picture one after the other. A part that throws costs itself alone: the canvas gets its state
 * back, the others go on, and the error is told once, not sixty times a second.
 */
export class Layers {
  readonly #told = new Set<string>();
  readonly #tell: (error: unknown) => void;

  constructor(tell = (error: unknown): void => reportError(error)) {
    this.#tell = tell;
  }

  /** `recover` gives the canvas its state back after a part broke off. */
  run(layers: readonly Layer[], recover: () => void): void {
    for (const { name, run } of layers) {
      try {
        run();
      } catch (error) {
        recover();
        if (this.#told.has(name)) continue;
        this.#told.add(name);
        this.#tell(new Error(`the picture's ${name} could not be painted`, { cause: error }));
      }
    }
  }
}
