/** How much of a limit is left; HTTP tells it in `RateLimit-*`. */
export interface RateState {
  limit: number;
  remaining: number;
  /** Until the limit is whole again, in seconds. */
  resetSeconds: number;
}
