import type { Generation } from './generation.ts';

/**
 * Whether a generation that was never sent may be begun anew after its process died: `always` where
 * it was asked for to be looked at later, `briefly` while its client may still try again, `never`
 * where a part of it lived in memory only or the one who asked is surely gone.
 */
export type Rerun = 'always' | 'briefly' | 'never';

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
}

/** Who works on which generation, over all processes on one store. */
export interface Leases {
  /** All who hold generations that have not ended. */
  holders(): Promise<LeaseHolder[]>;
  /** Prolongs everything one holder has, `until` in milliseconds since 1970. */
  renew(holder: LeaseHolder): Promise<void>;
  /**
   * Takes everything from one holder that it has not renewed since it was seen: of several who try
   * at once, one gets it. Whoever waited for an answer there has left by `now`.
   */
  takeOver(from: LeaseHolder, to: LeaseHolder, now: number): Promise<Orphan[]>;
}
