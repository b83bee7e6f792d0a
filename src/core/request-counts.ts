/** How many requests a name has made in its minute, the one that asked included. */
export interface RequestCount {
  count: number;
  /** Until the minute is over and counting begins anew, in milliseconds. */
  msLeft: number;
}

/**
 * Requests counted by name, each name in minutes of its own: the first request after one opens the
 * next. Exact over all servers that share a PostgreSQL database, else over this process.
 */
export interface RequestCounts {
  /** Counts one more; rejects where nobody can say how many it makes. */
  add(name: string): Promise<RequestCount>;
}

/** How long counting goes on before it begins anew, in seconds. */
export const minuteSeconds = 60;
