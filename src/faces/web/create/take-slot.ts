/**
 * A browser opens six connections to a server, and a stream holds one to its end: with more streams
 * than this a cancel would wait behind what it is to stop.
 */
const mostOpen = 3;

let open = 0;
const waiting: (() => void)[] = [];

/** Whether another stream may be opened now. */
export function hasFreeSlot(): boolean {
  return open < mostOpen;
}

/** Waits until a stream may be opened; what it gives is called when the stream is over. */
export async function takeSlot(): Promise<() => void> {
  if (hasFreeSlot()) open += 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  let isMine = true;
  return () => {
    if (!isMine) return;
    isMine = false;
    const next = waiting.shift();
    // The slot goes from hand to hand, so that nobody comes in between.
    if (next) next();
    else open -= 1;
  };
}
