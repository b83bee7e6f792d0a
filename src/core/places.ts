/** Gives a place back; once. */
export type Leave = () => void;

/** Room for the asynchronous generations that one process works on at once. */
export interface Places {
  /** A place for one that comes now; undefined where it has to wait, be it behind others. */
  take(): Leave | undefined;
  /** All that are free, for those who wait in the journal. */
  takeAll(): Leave[];
  /**
   * Waits in this process's own line, for what no other process can do; where `signal` aborts, it
   * resolves at once with nothing to give back.
   */
  wait(id: string, signal: AbortSignal): Promise<Leave>;
  /** How many stand before it in that line; undefined where it does not stand there. */
  placeOf(id: string): number | undefined;
  /** Whether more may wait in the journal: then the line and the journal take turns. */
  othersWait: boolean;
  /** Is called whenever a place is free and others wait in the journal. */
  onFree: () => void;
}
