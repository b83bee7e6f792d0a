import type { Readable, Writable } from 'node:stream';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Caller } from '../../core/caller.ts';
import { createLineTransport } from './line-transport.ts';
import type { McpOptions } from './options.ts';
import { createServerFactory } from './server.ts';

/** Longer than any call to a provider may take. */
const longestCallMs = 30 * 60_000;
/** For what came just before the end of the input and costs nothing. */
const lastAnswersMs = 5_000;

/**
 * Speaks MCP, of both eras, over a pair of streams. Resolves when the input has ended and nothing is
 * under way: at once where nothing is, else when what was begun is durable, however long that takes.
 */
export async function serveMcpStdio(
  options: McpOptions,
  caller: Caller,
  streams: { stdin: Readable; stdout: Writable },
): Promise<void> {
  const { app } = options;
  const closing = new AbortController();
  const work = new Set<Promise<unknown>>();
  const transport = createLineTransport({ ...streams, begin: () => app.assets.begin() });
  const factory = createServerFactory(options, {
    exchangeOf: ({ mcpReq }) => ({ caller, takeSpools: () => transport.takeSpools(mcpReq.id) }),
    closing: closing.signal,
    track(running) {
      work.add(running);
      const forget = () => work.delete(running);
      running.then(forget, forget);
    },
  });
  const handle = serveStdio(factory, {
    transport,
    onerror: (error) => app.logger.debug({ cause: error }, 'MCP over stdio'),
  });
  await transport.ended;
  closing.abort();
  await transport.answered(lastAnswersMs);
  while (work.size > 0) {
    await Promise.allSettled(work);
    await transport.answered(lastAnswersMs);
  }
  await handle.close();
  await app.queue.drain(longestCallMs);
}
