import type { Generation } from './generation.ts';

/**
 * Whether a generation that was never sent may be begun anew after its process died: `always` where
 * it was asked for to be looked at later, `briefly` while its client may still try again, `never`
 * where a part of it lived in memory only or the one who asked is surely gone.
 */
export type Rerun = 'always' | 'briefly' | 'never';

/** How long a process may be silent before another one takes its generations over. */
export const leaseMilliseconds = 30_000;

/** A process that works on generations, and when the last of its leases is over. */
export interface LeaseHolder {
  owner: string;
  /** Milliseconds since 1970. */
  until: number;
}

/** A generation whose process is gone, with what its next one has to know. */
export interface Orphan {
  generation: Generation;
  /** The host that shall keep its images, by name. */
  host: string;
  rerun: Rerun;
  /** The upstream's own id of it, where it has one. */
  taskId: string | undefined;
  /** Whether somebody wants it cancelled. */
  cancelled: boolean;
}

/** Who works on which generation, over all processes on one store. */
export interface Leases {
  /** All who hold generations that have not ended. */
  holders(): Promise<LeaseHolder[]>;
  /** Prolongs everything one holder has, `until` in milliseconds since 1970. */
  renew(holder: LeaseHolder): Promise<void>;
  /**
   * Takes everything from one holder that it has not renewed since it was seen: of several who try
   * at once, one gets it. Whoever waited for an answer there has left by `now`. What was never sent
   * and may always be begun anew is not given to the heir: it waits for anybody again.
   */
  takeOver(from: LeaseHolder, to: LeaseHolder, now: number): Promise<Orphan[]>;
  /** Whether any waits that nobody works on; cheap enough to ask every second. */
  isAnyWaiting(): Promise<boolean>;
  /**
   * Takes up to `limit` of those that wait and nobody works on, the first come first: of several who
   * try at once, each gets others.
   */
  claim(holder: LeaseHolder, limit: number): Promise<Orphan[]>;
  /** How many that wait come before this one; undefined where it does not wait. */
  countAhead(id: string): Promise<number | undefined>;
  /**
   * Marks a generation as one that somebody wants cancelled. Where nobody worked on it the heir does
   * from now on, to end it, and is given it; undefined where it has ended.
   */
  cancel(id: string, heir: LeaseHolder, now: number): Promise<Orphan | 'elsewhere' | undefined>;
  /** Those of one holder that somebody wants cancelled. */
  cancelled(owner: string): Promise<string[]>;
}
