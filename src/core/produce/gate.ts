import { AppError } from '../errors.ts';
import type { Leave } from '../places.ts';

/** One call that may have to wait. */
export interface GateCaller {
  /** Whose turn it is: callers take turns, however much each of them asks for. */
  owner: string;
  signal: AbortSignal;
  /** Told, whenever it changes, how many go before it. */
  tell(ahead: number): void;
}

/** How many calls each provider is given at once. */
export interface Gates {
  /** Resolves when it is this call's turn; rejects with `cancelled` where `signal` aborts before. */
  enter(provider: string, caller: GateCaller): Promise<Leave>;
}

interface Waiting extends GateCaller {
  open(): void;
  told: number | undefined;
}

/** Makes gates by the names of providers; a provider without a limit lets everything through. */
export function createGates(limitOf: (provider: string) => number | undefined): Gates {
  const gates = new Map<string, (caller: GateCaller) => Promise<Leave>>();
  return {
    async enter(provider, caller) {
      const limit = limitOf(provider);
      if (limit === undefined) return () => {};
      const gate = gates.get(provider) ?? createGate(limit);
      gates.set(provider, gate);
      return gate(caller);
    },
  };
}

/** One gate; who waits has a line for each owner, and the lines take turns. */
function createGate(limit: number): (caller: GateCaller) => Promise<Leave> {
  let free = limit;
  /** The owner whose turn is next stands first. */
  const lines = new Map<string, Waiting[]>();

  function hold(): Leave {
    free -= 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      free += 1;
      letIn();
    };
  }

  function letIn(): void {
    while (free > 0) {
      const [first] = lines;
      if (!first) break;
      const [owner, line] = first;
      const next = line.shift();
      lines.delete(owner);
      if (line.length > 0) lines.set(owner, line);
      next?.open();
    }
    tellPlaces();
  }

  function tellPlaces(): void {
    const owners = [...lines.values()];
    for (const [turn, line] of owners.entries()) {
      for (const [depth, waiting] of line.entries()) {
        const ahead = owners.reduce(
          (sum, other, at) => sum + Math.min(other.length, at < turn ? depth + 1 : depth),
          0,
        );
        const isNews = waiting.told === undefined || ahead <= 10 || ahead % 10 === 0;
        if (waiting.told === ahead || !isNews) continue;
        waiting.told = ahead;
        waiting.tell(ahead);
      }
    }
  }

  function leaveLine(waiting: Waiting): void {
    const line = (lines.get(waiting.owner) ?? []).filter((other) => other !== waiting);
    if (line.length > 0) lines.set(waiting.owner, line);
    else lines.delete(waiting.owner);
    tellPlaces();
  }

  return (caller) => {
    const { owner, signal } = caller;
    if (signal.aborted) return Promise.reject(new AppError('cancelled', {}));
    if (free > 0 && lines.size === 0) return Promise.resolve(hold());
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        leaveLine(waiting);
        reject(new AppError('cancelled', {}));
      };
      const waiting: Waiting = {
        ...caller,
        told: undefined,
        open() {
          signal.removeEventListener('abort', giveUp);
          resolve(hold());
        },
      };
      signal.addEventListener('abort', giveUp, { once: true });
      lines.set(owner, [...(lines.get(owner) ?? []), waiting]);
      tellPlaces();
    });
  };
}
