/** Something that others want to know at once: nothing depends on it, it only saves them a look. */
export type Sign =
  /** A generation waits for any process to take it. */
  | { type: 'queued' }
  /** A generation was asked for; by its id. */
  | { type: 'begun'; id: string }
  | { type: 'ended'; id: string }
  /** It is forgotten, and belonged to this caller. */
  | { type: 'deleted'; id: string; owner: string }
  /** An image became a favourite, came to its host, or the like; by its own id. */
  | { type: 'image-changed'; id: string }
  /** Somebody wants it cancelled, and another process works on it. */
  | { type: 'cancel'; id: string };

/** Tells signs to everybody on one store, as far as that can; one that is lost is looked for later. */
export interface Signals {
  /** Whether those of all processes arrive just now; where not, whoever waits has to look often. */
  readonly live: boolean;
  send(sign: Sign): void;
  /** Hears those of this process and, where it can, those of others; gives what ends it. */
  listen(listener: (sign: Sign) => void): () => void;
}
