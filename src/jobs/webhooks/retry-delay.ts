const seconds = 1000;
const minutes = 60 * seconds;
const hours = 60 * minutes;

/** After each attempt that failed; some 22 hours in all, and up to a fifth more by chance. */
const delays = [
  5 * seconds,
  30 * seconds,
  2 * minutes,
  10 * minutes,
  1 * hours,
  3 * hours,
  6 * hours,
  12 * hours,
];

/**
 * How long to wait after so many failed attempts, in milliseconds; undefined where it was the last
 * one. `chance` from 0 to 1 spreads what failed together.
 */
export function retryDelay(attempts: number, chance: number): number | undefined {
  const delay = delays[attempts - 1];
  return delay === undefined ? undefined : Math.round(delay * (1 + chance / 5));
}
