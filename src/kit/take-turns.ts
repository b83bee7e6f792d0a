/** Work that takes turns with other work of the same key. */
export interface Turns {
  /** Begins when everything before it is over; what fails holds up nobody behind it. */
  <Result>(key: string, work: () => Promise<Result>): Promise<Result>;
  /** Begins at once; whatever takes its turn from now on waits for this too. */
  ahead<Result>(key: string, work: () => Promise<Result>): Promise<Result>;
}

/** Makes calls with the same key take turns. */
export function takeTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();

  function putLast(key: string, turn: Promise<unknown>): void {
    last.set(key, turn);
    const forget = () => {
      if (last.get(key) === turn) last.delete(key);
    };
    turn.then(forget, forget);
  }

  function inTurn<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const turn = (last.get(key) ?? Promise.resolve()).then(work, work);
    putLast(key, turn);
    return turn;
  }

  function ahead<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const running = work();
    putLast(key, Promise.allSettled([last.get(key), running]));
    return running;
  }

  return Object.assign(inTurn, { ahead });
}
