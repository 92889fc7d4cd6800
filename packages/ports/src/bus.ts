/** Publish and subscribe between server processes; at most once, in order per topic and publisher. Nothing on it may be the only copy. */
export interface Bus {
  publish(topic: string, message: Uint8Array): void;
  /** Delivers messages published after the returned promise resolves; call the result to stop. */
  subscribe(topic: string, listener: (message: Uint8Array) => void): Promise<() => Promise<void>>;
  /** The listener is called whenever messages of other processes may have been missed; a bus of one process has no such thing. */
  onGap?(listener: () => void): void;
  close(): Promise<void>;
}
