import type { ServerContext } from '@modelcontextprotocol/server';
import type { Caller } from '../../core/caller.ts';
import type { JsonPath } from '../../kit/base64-json/json-path-scanner.ts';
import type { Spool } from '../../kit/spool.ts';

/** What came with one message besides its JSON. */
export interface Exchange {
  caller: Caller;
  /** Long base64 by the markers that stand for it in the JSON; taken once, by who discards it. */
  takeSpools(): Map<string, Spool>;
}

/** What a server instance asks of the way its messages came. */
export interface Connection {
  exchangeOf(context: ServerContext): Exchange;
  /** Aborts when the connection is about to end and no answer is waited for any more. */
  closing: AbortSignal | undefined;
  /** Told of work that has to end before the process may. */
  track(work: Promise<unknown>): void;
}

/** Of one string's bytes. */
export const maxPictureBytes = 32 * 1024 * 1024;

const listParams = ['image', 'images'];
const textParams = ['base64_data', 'mask', ...listParams];

/** Whether long base64 may stand here in a JSON-RPC message: the picture parameters of the tools. */
export function isPicturePath(path: JsonPath): boolean {
  const [params, call, name, index, ...deeper] = path;
  if (params !== 'params' || call !== 'arguments' || typeof name !== 'string') return false;
  if (index === undefined) return textParams.includes(name);
  return typeof index === 'number' && deeper.length === 0 && listParams.includes(name);
}

/** Frees what nobody took. */
export async function discardSpools(spools: ReadonlyMap<string, Spool>): Promise<void> {
  await Promise.allSettled(Array.from(spools.values(), (spool) => spool.discard()));
}
