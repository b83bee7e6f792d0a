import type { Leave, Places } from '../core/places.ts';

/** How many claim work at once where nothing bounds them. */
const unlimited = 16;

interface Waiting {
  id: string;
  enter(leave: Leave): void;
}

/** Makes places for at most so many at once. */
export function createPlaces(most: number): Places {
  const line: Waiting[] = [];
  let free = most;
  let othersWait = false;
  let lineIsNext = true;

  function hold(): Leave {
    let held = true;
    free -= 1;
    return () => {
      if (!held) return;
      held = false;
      free += 1;
      fill();
    };
  }

  /** The line first or the journal first, in turns, so that neither waits for the other to end. */
  function fill(): void {
    while (free > 0 && line.length > 0 && (lineIsNext || !othersWait)) {
      lineIsNext = false;
      line.shift()?.enter(hold());
    }
    if (free > 0 && othersWait) places.onFree();
  }

  const places: Places = {
    take: () => (free > 0 && line.length === 0 && !othersWait ? hold() : undefined),
    takeAll() {
      lineIsNext = true;
      return Array.from({ length: Number.isFinite(free) ? free : unlimited }, hold);
    },
    placeOf(id) {
      const place = line.findIndex((waiting) => waiting.id === id);
      return place < 0 ? undefined : place;
    },
    wait: (id, signal) =>
      new Promise((resolve) => {
        const giveUp = () => {
          line.splice(line.indexOf(waiting), 1);
          resolve(() => {});
        };
        const waiting: Waiting = {
          id,
          enter(leave) {
            signal.removeEventListener('abort', giveUp);
            resolve(leave);
          },
        };
        if (signal.aborted) return resolve(() => {});
        signal.addEventListener('abort', giveUp, { once: true });
        line.push(waiting);
        fill();
      }),
    get othersWait() {
      return othersWait;
    },
    set othersWait(value) {
      othersWait = value;
      fill();
    },
    onFree: () => {},
  };
  return places;
}
